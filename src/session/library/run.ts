import type { Queue } from '../../core/evaluator.ts';
import type { Store } from '../../core/store.ts';
import type { Problem } from '../../core/problem.ts';
import type { Environment } from '../../config/auto-model.ts';
import type { RunFileKeys } from '../../config/run-file-keys.ts';
import type { EventListener } from '../../engine/run-plan.ts';
import type { LocalQueueOptions } from '../../queue/local-queue.ts';
import type { PlugIns } from '../load-plug-ins.ts';
import type { Session, SessionOptions } from '../open-session.ts';
import { resumeSession } from '../reopen-session.ts';
import type { Allowances } from '../resumption.ts';
import { runSession, type SessionWatch } from '../run-session.ts';
import { startSession } from '../session.ts';
import { readStored } from '../stored-run.ts';
import { resultOf, type RunResult } from './result.ts';

/** What `run` and `resume` share. */
export interface WatchOptions {
  /** Kinds that the configuration names by their names, in addition to those of adrs and of files. */
  readonly plugins?: PlugIns | undefined;
  /** Called before the first event with the run's folder and with what to know before anything is spent. */
  readonly onStart?: ((start: RunStart) => void) | undefined;
  /**
   * Called with every event of the log, in order, before it is safe on the disk; a resumed run begins with those of
   * before, which are not new. An error that it throws pauses the run and is thrown.
   */
  readonly onEvent?: EventListener | undefined;
  /** Pauses the run at a point from which it can be resumed, as Ctrl-C does. */
  readonly signal?: AbortSignal | undefined;
  /** Variables with the keys of models, and what a command inherits; those of this process when left out. */
  readonly env?: Environment | undefined;
  /** Makes where evaluations run; slots of this machine when left out. The run closes it. */
  readonly createQueue?: ((options: LocalQueueOptions) => Queue) | undefined;
  /** The log, in place of `run.db` in the folder of the run. Its owner closes it. */
  readonly store?: Store | undefined;
}

/** A run that begins. */
export interface RunStart {
  /** Absolute. */
  readonly folder: string;
  /** The models that write, unknown prices, what the jail of workers lacks; one line each. */
  readonly notices: readonly string[];
}

/** What to run. */
export interface RunOptions extends WatchOptions {
  /**
   * A problem as a value, the name of one that comes with adrs, or the path of a problem's folder or of its
   * `problem.ts`. The one of the configuration when left out.
   */
  readonly problem?: Problem | string | undefined;
  /** Keys of a run file, or the path of one. Paths in keys are relative to the working directory. */
  readonly config?: RunFileKeys | string | undefined;
  /** Folder of the run, new or empty; a new one under `runs/` of the working directory when left out. */
  readonly folder?: string | undefined;
}

/** What to resume. */
export interface ResumeOptions extends WatchOptions, Allowances {
  /** Folder of the run. */
  readonly run: string;
  /**
   * The problem of a run that began with a value, which has no file to be found by; or the folder of a problem that lies
   * elsewhere now.
   */
  readonly problem?: Problem | string | undefined;
  /** `path.to.key=value` for keys that may change, such as `budget.evaluations=500`; later ones win. */
  readonly set?: readonly string[] | undefined;
}

/**
 * Runs a search until its budget is spent or `signal` aborts, and answers with what it found. Everything that it
 * started has ended then, after a failure too. It prints nothing, handles no signal of the process and leaves the
 * environment as it is; several runs may go on side by side in one process.
 *
 * Throws ConfigError for what cannot be run as asked, PluginError for a problem or a plug-in that breaks its contract,
 * ModelError and StalledError where models bring nothing, StoreError and SandboxError. A run that has begun can be
 * resumed after any of them.
 */
export async function run(options: RunOptions): Promise<RunResult> {
  const { problem, config = {}, folder, signal: _, ...given } = options;
  const open = (watch: Watch): Promise<Session> =>
    startSession({ ...given, ...asked(problem, config), out: folder, ...watch });
  return runSession(open, watchOf(options));
}

/**
 * Resumes a run that was paused or died, and with a change one that had finished. Problems and plug-ins that were
 * values must be given again: the log knows only their names, and a search that chooses otherwise than the log says is
 * an error. Throws what `run` throws, and ConfigError for a change that is not allowed.
 */
export async function resume(options: ResumeOptions): Promise<RunResult> {
  const { run: folder, signal: _, ...given } = options;
  const open = (watch: Watch): Promise<Session> => resumeSession(folder, { ...given, ...watch });
  return runSession(open, watchOf(options));
}

type Watch = Pick<SessionOptions, 'onEvent' | 'signal'>;

/** The configuration with the problem that goes before its own. */
function asked(
  problem: RunOptions['problem'],
  config: RunFileKeys | string,
): Pick<Parameters<typeof startSession>[0], 'file' | 'set' | 'problem'> {
  const name = typeof problem === 'object' ? problem.name : problem;
  const value = typeof problem === 'object' ? problem : undefined;
  if (name === undefined) return { file: config, set: [], problem: value };
  if (typeof config === 'object')
    return { file: { ...config, problem: name }, set: [], problem: value };
  return { file: config, set: [`problem=${JSON.stringify(name)}`], problem: value };
}

function watchOf({ onEvent, onStart, signal, store }: WatchOptions): SessionWatch<RunResult> {
  return {
    onEvent,
    onOpen: ({ folder, notices }) => onStart?.({ folder, notices }),
    signal: signal ?? new AbortController().signal,
    read: async ({ plan, folder }) => resultOf(await readStored(store ?? plan.store, folder)),
  };
}
