import type ivm from 'isolated-vm';
import type { WireJob } from '../protocol.ts';
import type { ScriptCache } from './script-cache.ts';

/** One attempt at a job, on its isolate. */
export interface IsolateSession {
  readonly isolate: ivm.Isolate;
  readonly scripts: ScriptCache;
  readonly texts: ReadonlyMap<string, string>;
  readonly job: WireJob;
  /** Whether the policy's steps are counted. */
  readonly isCounted: boolean;
  /** By `performance.now`. */
  readonly deadline: number;
  /** The console of the simulation, where the job asks for it. */
  readonly log?: string[] | undefined;
  /** Memory of `PROGRESS.length` integers in which the isolate tells what it does. */
  readonly progress: SharedArrayBuffer;
}

/** A text that the pool has sent, by its hash. Throws for one that it has not. */
export function textOf(texts: ReadonlyMap<string, string>, hash: string): string {
  const text = texts.get(hash);
  if (text === undefined) throw new Error(`the worker was not given the text ${hash}`);
  return text;
}
