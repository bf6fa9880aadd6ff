import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
import type { Problem } from '../core/problem.ts';
import { ConfigError, messageOf, StoreError } from '../core/errors.ts';
import type { LoggedEvent, RunStarted, Store } from '../core/events.ts';
import type { IsolateSandbox } from '../core/sandbox.ts';
import type { RunPlan } from '../engine/run-plan.ts';
import { createLocalQueue } from '../queue/local-queue.ts';
import { openRunStore } from '../store/run-store.ts';
import type { Environment } from '../config/auto-model.ts';
import { takeEnvironment } from '../config/environment.ts';
import { checkMeans } from './check-means.ts';
import { composePlan, createProposers } from './compose.ts';
import { modelNotices } from './describe-models.ts';
import { describeRun } from './describe-run.ts';
import type { Kinds } from '../core/kinds.ts';
import { findProblem } from './find-problem.ts';
import { loadPlugIns } from './load-plug-ins.ts';
import { openRecordedRun, type RecordedRun } from './replies.ts';
import { parseRunConfig, type LoadedConfig, type RunConfig } from '../config/run-config.ts';
import { lacksKey } from './compose-providers.ts';
import { firstEvent, loadPinnedConfig, type PinOptions } from './pinned-config.ts';
import { openEvaluationSetup, type EvaluationSetup } from './evaluation-setup.ts';
import { openLlmSetup, tidyMailbox, type LlmSetup } from './llm-setup.ts';

/** An open run: everything a command needs, and one way to close it. */
export interface Session extends AsyncDisposable {
  /** The run's folder, absolute. */
  readonly folder: string;
  readonly problem: Problem;
  readonly config: RunConfig;
  readonly plan: RunPlan;
  /** Notices before anything is spent: the models that write, unknown prices, what the jail of workers lacks. */
  readonly notices: readonly string[];
}

export interface SessionOptions {
  readonly onEvent?: ((logged: LoggedEvent) => void) | undefined;
  /** Variables with the keys, in place of the environment of this process. */
  readonly env?: Environment | undefined;
}

export interface StartOptions extends SessionOptions, PinOptions {
  /** Folder for the run; a new one under `runs/` when left out. */
  readonly out?: string | undefined;
}

/** Makes a new run from a run file. Nothing is written before everything has been checked. */
export async function startSession(options: StartOptions): Promise<Session> {
  const { config, asked, kinds, problem } = await loadPinnedConfig(options);
  const folder = path.resolve(options.out ?? path.join('runs', runName(problem)));
  await using stack = new AsyncDisposableStack();
  const setup = await openEvaluationSetup(problem, config);
  stack.defer(() => setup.sandbox.close());
  stack.use(setup.texts);
  const started = await describeRun(setup, config);
  const sources = await openSources(setup, { folder, config, kinds, ...options });
  stack.use(sources);
  const means = meansNotices(setup, { config, kinds, sources });
  const store = openRunStore(folder, { mode: 'create' });
  stack.defer(() => store.close());
  try {
    await writeConfig(path.join(folder, 'config.yaml'), config);
    const parts = { ...setup, ...sources, folder, config, kinds, asked, store, started, means };
    return await openSession(parts, { ...options, owned: stack.move() });
  } catch (error) {
    await store.close();
    for (const name of await readdir(folder)) await rm(path.join(folder, name));
    throw error;
  }
}

/** Throws ConfigError when the budgets cover no call; recorded replies cost what they cost. */
function meansNotices(
  { declaration, texts }: EvaluationSetup,
  { config, kinds, sources }: Pick<SourceOptions, 'config' | 'kinds'> & { sources: Sources },
): readonly string[] {
  if (sources.asking === 'never') return [];
  const { llmParts } = sources.llm ?? {};
  const proposers = createProposers({ config, kinds, declaration, llmParts, texts });
  return checkMeans(
    proposers.map(({ proposer }) => proposer),
    config.budget,
  );
}

async function writeConfig(file: string, config: RunConfig): Promise<void> {
  try {
    await writeFile(file, stringify(config));
  } catch (cause) {
    throw new StoreError(`cannot write ${file}: ${messageOf(cause)}`, {
      cause,
      hint: 'make room, or name another folder with --out',
    });
  }
}

/** Resumes a stopped or crashed run. */
export async function resumeSession(
  folder: string,
  options: SessionOptions = {},
): Promise<Session> {
  const store = openRunStore(folder, { mode: 'resume' });
  return reopen(store, path.resolve(folder), options);
}

/** Opens a run to rebuild it from its log. Writes nothing, and works while another process writes. */
export async function replaySession(
  folder: string,
  options: SessionOptions = {},
): Promise<Session> {
  const store = openRunStore(folder, { mode: 'read' });
  return reopen(store, path.resolve(folder), { ...options, isReplay: true });
}

async function reopen(
  store: Store,
  folder: string,
  options: SessionOptions & { readonly isReplay?: true },
): Promise<Session> {
  await using stack = new AsyncDisposableStack();
  stack.defer(() => store.close());
  takeEnvironment();
  const logged = await firstEvent(store, folder);
  if (logged.schema === 1) throw olderLog(logged);
  const { config, kinds } = await parseRunConfig(logged.config, { folder, loadPlugIns });
  const { problem } = await findProblem(config.problem, folder);
  const setup = await openEvaluationSetup(problem, config);
  stack.defer(() => setup.sandbox.close());
  stack.use(setup.texts);
  const started = await describeRun(setup, config);
  if (started.problemHash !== logged.problemHash) throw changedProblem(problem);
  const sources = await openSources(setup, {
    folder,
    config,
    kinds,
    ...options,
    isReplay: options.isReplay === true || (await needsNobody(store, config, options)),
  });
  stack.use(sources);
  const parts = { ...setup, ...sources, folder, config, kinds, store, started: logged };
  return openSession(parts, { ...options, owned: stack.move() });
}

/** A finished run asks no model, so that it is opened without its keys, too. */
async function needsNobody(
  store: Store,
  { models }: RunConfig,
  { env = takeEnvironment() }: SessionOptions,
): Promise<boolean> {
  if (!lacksKey(models, env)) return false;
  for await (const { event } of store.read()) if (event.type === 'run-finished') return true;
  return false;
}

/** The answerers: models, and the replies of an earlier run. */
interface Sources extends AsyncDisposable {
  readonly llm: LlmSetup | undefined;
  readonly recorded: RecordedRun | undefined;
  readonly asking: 'allowed' | 'never';
}

interface SourceOptions extends SessionOptions {
  readonly folder: string;
  readonly kinds: Kinds;
  readonly config: RunConfig;
  /** No answerers: the log holds every reply. */
  readonly isReplay?: boolean;
}

async function openSources(setup: EvaluationSetup, options: SourceOptions): Promise<Sources> {
  const { folder, kinds, isReplay = false, env = takeEnvironment() } = options;
  const config = isReplay ? toldByLog(options.config) : options.config;
  const { replies } = config;
  const asking = isReplay || replies?.misses === 'fail' ? 'never' : 'allowed';
  await using stack = new AsyncDisposableStack();
  const recorded = replies && (await openRecordedRun(replies.from));
  stack.use(recorded);
  const llm = await openLlmSetup(setup, { config, kinds, folder, env, asking });
  stack.use(llm);
  const owned = stack.move();
  return { llm, recorded, asking, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** A log that is only read back asks no model, even if templates and recorded runs have moved. */
function toldByLog({ prompts: _prompts, replies: _replies, ...config }: RunConfig): RunConfig {
  return config;
}

function olderLog({ adrsVersion }: RunStarted): StoreError {
  return new StoreError(
    `adrs ${adrsVersion} wrote this run with log version 1, which tells too little to go on`,
    {
      hint: 'adrs show, report and explain read it; resume or replay it with an adrs from before log version 2',
    },
  );
}

function changedProblem({ name }: Problem): ConfigError {
  return new ConfigError(`problem ${name} has changed since this run started`, {
    hint: 'scores before and after could not be compared; restore the problem or start a new run',
  });
}

interface OpenParts extends EvaluationSetup, Omit<Sources, keyof AsyncDisposable> {
  readonly folder: string;
  readonly config: RunConfig;
  readonly kinds: Kinds;
  /** The run file of a new run. */
  readonly asked?: LoadedConfig['asked'];
  /** Notices about its budgets. */
  readonly means?: readonly string[];
  readonly store: Store;
  readonly started: RunStarted;
}

interface OpenOptions extends SessionOptions {
  /** Closed with the session, or when it cannot be opened. */
  readonly owned: AsyncDisposableStack;
  readonly isReplay?: true;
}

async function openSession(parts: OpenParts, options: OpenOptions): Promise<Session> {
  const { problem, measure, slots, folder, config, llm } = parts;
  await using stack = options.owned;
  const queue = createLocalQueue({ slots: slots.evaluation, evaluate: measure });
  stack.defer(() => queue.close());
  let isFinished = false;
  const plan = composePlan({
    ...parts,
    trainCases: (await measure.cases('train')).length,
    queue,
    llmParts: llm?.llmParts,
    inspect: llm?.inspect,
    onEvent(logged) {
      isFinished ||= logged.event.type === 'run-finished';
      options.onEvent?.(logged);
    },
  });
  const owned = stack.move();
  return {
    folder,
    problem,
    config,
    plan,
    notices: noticesOf(parts, options),
    async [Symbol.asyncDispose]() {
      await owned.disposeAsync();
      if (isFinished && options.isReplay !== true) await tidyMailbox(folder);
    },
  };
}

/** What this machine does not have of the jail around workers. */
function missingGuarantees({ guarantees }: IsolateSandbox): readonly string[] {
  const missing = guarantees.filter((guarantee) => guarantee.startsWith('NO '));
  return missing.map((guarantee) => `warning: sandbox: ${guarantee}; adrs doctor says more`);
}

/** Everything to know before the run starts. */
function noticesOf(
  parts: OpenParts,
  { env = takeEnvironment() }: SessionOptions,
): readonly string[] {
  return [
    ...modelNotices(parts.config, { ...parts, env }),
    ...(parts.means ?? []),
    ...missingGuarantees(parts.sandbox),
  ];
}

/** `cant-be-late-20260131-235959`, by this machine's clock in UTC. */
function runName({ name }: Problem): string {
  const [date = '', time = ''] = new Date().toISOString().split('T');
  return `${name}-${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}`;
}
