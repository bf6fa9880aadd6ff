import { beginningOf, quotedLines, withEscapes } from '../core/hidden-characters.ts';
import type { IsolateJob, IsolateResult } from '../core/sandbox.ts';
import type { Allowance } from './allowance.ts';

/** A job as it travels: the big texts are named by their hashes and sent once. */
export type WireJob = Omit<IsolateJob, 'simulation' | 'cases'> & {
  readonly simulation: string;
  readonly realm: string;
  readonly cases: string;
  readonly caseCount: number;
  readonly allowance: Allowance;
};

/** A message from the pool to a worker. */
export type ToWorker =
  | { readonly type: 'keep'; readonly hash: string; readonly text: string }
  | { readonly type: 'forget'; readonly hash: string }
  | { readonly type: 'run'; readonly job: WireJob };

/** A message as a worker sends it. */
export type FromWorker =
  | { readonly type: 'ready' }
  /** Sent now and then during a job: processor seconds that it has used. */
  | { readonly type: 'working'; readonly cpuSeconds: number }
  /** `spent`: the worker should not be given another job. */
  | { readonly type: 'result'; readonly result: IsolateResult; readonly spent: boolean }
  /** The worker itself is broken; the message says why. */
  | { readonly type: 'broken'; readonly message: string };

/** Wall time that the pool grants beyond a job's own, and the time in which a worker ends itself. */
export const POOL_GRACE_MS = 12_000;

/** Why a worker killed itself. `uncounted`: the job must be run once more, with its steps counted. */
export interface WorkerExit {
  readonly reason: 'memory' | 'clock' | 'uncounted';
  readonly feedback: string;
  readonly cpuSeconds: number;
}

/** What the last line begins with that a worker writes to stderr, synchronously, just before it kills itself. */
export const EXIT_PREFIX = 'adrs-worker-exit ';

/** The line for stderr. */
export function exitLine(exit: WorkerExit): string {
  return `${EXIT_PREFIX}${JSON.stringify(exit)}\n`;
}

const MAX_CHARACTERS = 2000;

/** Words of a plug-in that are safe to print and to store: hidden characters are escapes, at most 2 KB. */
export function printable(text: string): string {
  return beginningOf(withEscapes(text), MAX_CHARACTERS);
}

/** The same for words of a candidate: no line of them can pass for one of ours. */
export function printableQuote(text: string): string {
  return beginningOf(quotedLines(text), MAX_CHARACTERS);
}
