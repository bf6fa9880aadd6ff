import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ConfigError, StoreError } from '../core/errors.ts';
import type { RunStarted, SettingsChanged } from '../core/events.ts';
import type { Store } from '../core/store.ts';
import type { Json } from '../core/json.ts';
import type { Kinds } from '../core/kinds.ts';
import type { Problem } from '../core/problem.ts';
import { openRunStore } from '../store/run-store.ts';
import { changeConfig } from '../config/change-config.ts';
import type { Environment } from '../config/auto-model.ts';
import { environmentNow } from '../config/environment.ts';
import { parseRunConfig, type LoadPlugIns, type RunConfig } from '../config/run-config.ts';
import { lacksKey } from './compose-providers.ts';
import { describeRun, settingsChanged } from './describe-run.ts';
import { openEvaluationSetup } from './evaluation-setup.ts';
import { checkedProblem, findProblem } from './find-problem.ts';
import { readHistory, type RunHistory } from './history.ts';
import { withEarlierMeans } from './later-means.ts';
import { plugInLoader, type PlugIns } from './load-plug-ins.ts';
import {
  openSession,
  writeConfig,
  type OpenParts,
  type Session,
  type SessionOptions,
} from './open-session.ts';
import { requireUnchanged, resumptionOf, type Allowances } from './resumption.ts';
import { openSources } from './sources.ts';

export interface ReadOptions extends SessionOptions {
  /**
   * In place of what the log names: where the problem lies now, or the problem, which must be given again where it was
   * given as a value.
   */
  readonly problem?: Problem | string | undefined;
}

export interface ResumeOptions extends ReadOptions, Allowances {
  /** `path.to.key=value` for keys that may change; later ones win. */
  readonly set?: readonly string[] | undefined;
  /** Those that were given as values. */
  readonly plugins?: PlugIns | undefined;
  /** The log in place of a file in the folder. Its owner closes it. */
  readonly store?: Store | undefined;
}

/** Resumes a stopped or crashed run; with a change, a finished one too. Throws ConfigError, StoreError, PluginError. */
export async function resumeSession(folder: string, options: ResumeOptions = {}): Promise<Session> {
  const store = options.store ?? openRunStore(folder, { mode: 'resume' });
  return reopen(store, path.resolve(folder), { ...options, purpose: 'search' });
}

/** Opens a run to open its test split for the finalists and end it. Asks no model. */
export async function finishSession(folder: string, options: ReadOptions = {}): Promise<Session> {
  const store = openRunStore(folder, { mode: 'resume' });
  return reopen(store, path.resolve(folder), { ...options, purpose: 'finish' });
}

/** Opens a run to rebuild it from its log. Writes nothing, and works while another process writes. */
export async function replaySession(folder: string, options: ReadOptions = {}): Promise<Session> {
  const store = openRunStore(folder, { mode: 'read' });
  return reopen(store, path.resolve(folder), { ...options, purpose: 'replay' });
}

interface ReopenOptions extends ResumeOptions {
  readonly purpose: 'search' | 'finish' | 'replay';
}

async function reopen(store: Store, folder: string, options: ReopenOptions): Promise<Session> {
  await using stack = new AsyncDisposableStack();
  stack.defer(() => closeOwn(store, options));
  const loadPlugIns = plugInLoader(options.plugins);
  const { purpose } = options;
  const history = await readHistory(store, folder);
  if (history.started.schema === 1) throw olderLog(history.started);
  const { config, kinds, settings } = await configNow(history, folder, {
    ...options,
    loadPlugIns,
  });
  const problem = await problemOf(config, folder, options);
  const setup = await openEvaluationSetup(problem, { config, signal: options.signal });
  stack.defer(() => setup.sandbox.close());
  stack.use(setup.texts);
  const described = await describeRun(setup, { config, kinds, folder });
  const now = { history, described, kinds, settings, folder };
  const resumption =
    purpose === 'search' ? await resumptionOf(now, options) : await requireUnchanged(now);
  // A finished run asks no model, so that it is opened without its keys, too.
  const isOver = history.isFinished && resumption === undefined;
  const isReplay = purpose !== 'search' || (isOver && lacksKey(config.models, envOf(options)));
  const sources = await openSources(setup, { folder, config, kinds, ...options, isReplay });
  stack.use(sources);
  const parts = { ...setup, ...sources, folder, config, kinds, store, started: history.started };
  const earlier = settings === undefined ? history.configs.slice(0, -1) : history.configs;
  const change: OpenParts['change'] = (plan, owned) => {
    const whole = { ...plan, resumption, finishNow: purpose === 'finish' };
    return withEarlierMeans(whole, earlier, { parts, stack: owned, loadPlugIns });
  };
  if (settings !== undefined) await keepConfig(folder, config, options);
  const isRead = purpose === 'replay';
  return openSession(
    { ...parts, change },
    { ...options, ...(isRead ? { isReplay: true } : {}), owned: stack.move() },
  );
}

function envOf({ env = environmentNow() }: SessionOptions): Environment {
  return env;
}

/** Throws ConfigError and PluginError. */
async function problemOf(
  { problem: name }: RunConfig,
  folder: string,
  { problem }: ResumeOptions,
): Promise<Problem> {
  if (typeof problem === 'string') return (await findProblem(problem, process.cwd())).problem;
  if (problem !== undefined) return checkedProblem(problem, 'problem');
  if (path.isAbsolute(name) && !existsSync(name)) throw problemIsGone(name);
  return (await findProblem(name, folder)).problem;
}

function problemIsGone(file: string): ConfigError {
  return new ConfigError(`the problem of this run is no longer at ${file}`, {
    hint: 'say where it is now with --problem FOLDER',
  });
}

async function closeOwn(store: Store, options: ResumeOptions): Promise<void> {
  if (store !== options.store) await store.close();
}

/** A run with a store of its own may have no folder. */
async function keepConfig(
  folder: string,
  config: RunConfig,
  { store }: ResumeOptions,
): Promise<void> {
  if (store === undefined) await writeConfig(folder, config);
}

interface ConfigLoader {
  readonly loadPlugIns: LoadPlugIns;
}

interface ConfigNow {
  readonly config: RunConfig;
  readonly kinds: Kinds;
  readonly settings: SettingsChanged | undefined;
}

/** The configuration in force, with the settings of this resume. */
async function configNow(
  { configs }: RunHistory,
  folder: string,
  { set = [], env = environmentNow(), loadPlugIns }: ResumeOptions & ConfigLoader,
): Promise<ConfigNow> {
  const last: Json = configs.at(-1) ?? null;
  if (set.length > 0) {
    const cores = os.availableParallelism();
    const { config, kinds, changed } = await changeConfig(last, {
      set,
      folder,
      env,
      cores,
      loadPlugIns,
    });
    if (changed.length > 0)
      return { config, kinds, settings: settingsChanged(config, { changed, folder }) };
  }
  return { ...(await parseRunConfig(last, { folder, loadPlugIns })), settings: undefined };
}

function olderLog({ adrsVersion }: RunStarted): StoreError {
  return new StoreError(
    `adrs ${adrsVersion} wrote this run with log version 1, which tells too little to go on`,
    {
      hint: 'adrs show, report and explain read it; resume or replay it with an adrs from before log version 2',
    },
  );
}
