import type ivm from 'isolated-vm';
import type { WireJob } from '../protocol.ts';
import type { ScriptCache } from './script-cache.ts';

/** One job on its isolate. */
export interface IsolateSession {
  readonly isolate: ivm.Isolate;
  readonly scripts: ScriptCache;
  readonly texts: ReadonlyMap<string, string>;
  readonly job: WireJob;
  /** By `performance.now`. */
  readonly deadline: number;
  /** The console of the simulation, where the job asks for it. */
  readonly log?: string[] | undefined;
}
