import { readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import * as z from 'zod';
import type { Problem, Sandbox } from '../core/contracts.ts';
import { ConfigError, messageOf, StoreError } from '../core/errors.ts';
import type { LoggedEvent, RunStarted, Store } from '../core/events.ts';
import { hashOf } from '../core/hash.ts';
import type { Json } from '../core/json.ts';
import { createMeasure, type Measure } from '../engine/measure.ts';
import type { RunPlan } from '../engine/run-plan.ts';
import { withSecondChance } from '../sandbox/with-second-chance.ts';
import { createLocalQueue } from '../queue/local-queue.ts';
import { createSandbox } from '../sandbox/sandbox.ts';
import { openRunStore } from '../store/run-store.ts';
import { composePlan, type NamedPolicy, type Slots } from './compose.ts';
import { findProblem, isInstalled } from './find-problem.ts';
import { readPluginText, readPolicies } from './policies.ts';
import { loadRunConfig, parseRunConfig, type RunConfig } from './run-config.ts';
import { ADRS_VERSION } from './version.ts';

/** An open run: everything a command needs, and one way to let go of it. */
export interface Session extends AsyncDisposable {
  /** The run's folder, absolute. */
  readonly folder: string;
  readonly problem: Problem;
  readonly config: RunConfig;
  readonly plan: RunPlan;
}

export interface SessionOptions {
  readonly onEvent?: ((logged: LoggedEvent) => void) | undefined;
}

export interface StartOptions extends SessionOptions {
  /** The run file. */
  readonly file: string;
  /** `path.to.key=value`, later ones win. */
  readonly set: readonly string[];
  /** Folder for the run; a new one under `runs/` when left out. */
  readonly out?: string | undefined;
}

/** Makes a new run from a run file. Nothing is written before everything has been checked. */
export async function startSession(options: StartOptions): Promise<Session> {
  const { config, origin } = await loadRunConfig(options.file, { set: options.set });
  const found = await findProblem(config.problem, origin.folder);
  const { problem, location } = found;
  const data = config.data === undefined ? undefined : path.resolve(origin.folder, config.data);
  // The log is read from anywhere: a name holds there only for a problem that comes with adrs.
  const place = isInstalled(found) ? problem.name : location;
  const pinned: RunConfig = { ...config, problem: place, ...(data === undefined ? {} : { data }) };
  const folder = path.resolve(options.out ?? path.join('runs', runName(problem)));
  const workbench = await openWorkbench(problem, pinned);
  try {
    const started = await describeRun(workbench, pinned);
    const store = openRunStore(folder, { mode: 'create' });
    const parts = { ...workbench, folder, config: pinned, store, started };
    return await beginSession(parts, options);
  } catch (error) {
    await workbench.sandbox.close();
    throw error;
  }
}

/** Opens the session of a new run; takes the run's files away again where that fails. */
async function beginSession(parts: OpenParts, options: SessionOptions): Promise<Session> {
  const { folder, config, store } = parts;
  try {
    await writeConfig(path.join(folder, 'config.yaml'), config);
    return await openSession(parts, options);
  } catch (error) {
    await store.close();
    for (const name of await readdir(folder)) await rm(path.join(folder, name));
    throw error;
  }
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

/** Opens a run that stopped, to go on with it. */
export async function resumeSession(
  folder: string,
  options: SessionOptions = {},
): Promise<Session> {
  const store = openRunStore(folder, { mode: 'resume' });
  return reopen(store, path.resolve(folder), options);
}

/** Opens a run to rebuild it from its log. Writes nothing, and works beside a process that does. */
export async function replaySession(
  folder: string,
  options: SessionOptions = {},
): Promise<Session> {
  const store = openRunStore(folder, { mode: 'read' });
  return reopen(store, path.resolve(folder), options);
}

async function reopen(store: Store, folder: string, options: SessionOptions): Promise<Session> {
  let sandbox: Sandbox | undefined;
  try {
    const logged = await firstEvent(store, folder);
    const config = parseRunConfig(logged.config, path.join(folder, 'run.db'));
    const { problem } = await findProblem(config.problem, folder);
    const workbench = await openWorkbench(problem, config);
    sandbox = workbench.sandbox;
    const started = await describeRun(workbench, config);
    if (started.problemHash !== logged.problemHash) throw changedProblem(problem);
    return await openSession({ ...workbench, folder, config, store, started: logged }, options);
  } catch (error) {
    await sandbox?.close();
    await store.close();
    throw error;
  }
}

async function firstEvent(store: Store, folder: string): Promise<RunStarted> {
  for await (const { event } of store.read()) if (event.type === 'run-started') return event;
  throw new StoreError(`the log of ${folder} holds no run`, {
    hint: 'the run died before its first event; start it again in another folder',
  });
}

function changedProblem({ name }: Problem): ConfigError {
  return new ConfigError(`problem ${name} has changed since this run started`, {
    hint: 'scores before and after could not be compared; restore the problem or start a new run',
  });
}

/** What measures policies of one problem. */
interface Workbench {
  readonly problem: Problem;
  readonly sandbox: Sandbox;
  readonly measure: Measure;
  readonly slots: Slots;
  readonly seeds: readonly NamedPolicy[];
  readonly baselines: readonly NamedPolicy[];
  /** Text of the problem's `policy.d.ts`. */
  readonly declaration: string;
}

async function openWorkbench(problem: Problem, config: RunConfig): Promise<Workbench> {
  const slots = slotsOf(config);
  const seeds = await readPolicies(problem, problem.seeds);
  const baselines = await readPolicies(problem, problem.baselines);
  const declaration = await readPluginText(problem, problem.policy.declaration);
  const sandbox = withSecondChance(createSandbox({ workers: slots.evaluation }));
  const { seed, data, limits } = config;
  const measure = createMeasure({ problem, sandbox, seed, data, limits });
  return { problem, sandbox, measure, slots, seeds, baselines, declaration };
}

/** Measures policies outside any run, in one worker. */
export interface Bench extends AsyncDisposable {
  readonly measure: Measure;
}

/** Opens a bench for one problem. */
export function openBench(
  problem: Problem,
  { seed, data }: { readonly seed: string; readonly data?: string | undefined },
): Bench {
  const sandbox = withSecondChance(createSandbox({ workers: 1 }));
  const measure = createMeasure({ problem, sandbox, seed, data });
  return { measure, [Symbol.asyncDispose]: () => sandbox.close() };
}

/** As many evaluations as cores; proposals without a model compute here, so two keep up. */
function slotsOf({ slots }: RunConfig): Slots {
  return {
    proposal: slots.proposal ?? 2,
    evaluation: slots.evaluation ?? os.availableParallelism(),
  };
}

async function describeRun(workbench: Workbench, config: RunConfig): Promise<RunStarted> {
  const { problem, measure, sandbox } = workbench;
  const { metric, direction, unit } = problem.objective;
  return {
    type: 'run-started',
    schema: 1,
    adrsVersion: ADRS_VERSION,
    problem: problem.name,
    problemHash: hashOf({
      evaluator: await problem.evaluator.fingerprint(),
      train: await measure.cases('train'),
      validation: await measure.cases('validation'),
    }),
    objective: { metric, direction, unit },
    seed: config.seed,
    // Through JSON, which leaves out what is undefined.
    config: z.json().parse(JSON.parse(JSON.stringify(config))),
    host: hostFacts(sandbox),
  };
}

function hostFacts({ guarantees }: Sandbox): Json {
  const [cpu] = os.cpus();
  return {
    node: process.version,
    platform: `${os.platform()} ${os.arch()}`,
    cpu: cpu?.model ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGb: Math.round(os.totalmem() / 2 ** 30),
    guarantees,
  };
}

interface OpenParts extends Workbench {
  readonly folder: string;
  readonly config: RunConfig;
  readonly store: Store;
  readonly started: RunStarted;
}

async function openSession(parts: OpenParts, { onEvent }: SessionOptions): Promise<Session> {
  const { problem, measure, slots, store, sandbox, folder, config } = parts;
  const queue = createLocalQueue({ slots: slots.evaluation, evaluate: measure });
  const plan = composePlan({
    config,
    problem,
    seeds: parts.seeds,
    baselines: parts.baselines,
    declaration: parts.declaration,
    trainCases: (await measure.cases('train')).length,
    queue,
    store,
    started: parts.started,
    slots,
    onEvent,
  });
  const close = async (): Promise<void> => {
    await queue.close();
    await sandbox.close();
    await store.close();
  };
  return { folder, problem, config, plan, [Symbol.asyncDispose]: close };
}

/** `cant-be-late-20260131-235959`, by this machine's clock in UTC. */
function runName({ name }: Problem): string {
  const [date = '', time = ''] = new Date().toISOString().split('T');
  return `${name}-${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}`;
}
