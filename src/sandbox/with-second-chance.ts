import { setTimeout as sleep } from 'node:timers/promises';
import type { IsolateJob, IsolateResult, IsolateSandbox } from '../core/sandbox.ts';
import { SandboxError } from '../core/errors.ts';

/** Wait before the second attempt: a system that kills one worker often kills others, which are noticed until then. */
const PAUSE_MS = 250;

/**
 * Runs a job once more when its worker died of it or could not start. A worker may be killed from outside, by a
 * person or by a system that is short of memory, and that must not change what a run finds: a candidate that is to
 * blame dies twice.
 */
export function withSecondChance(sandbox: IsolateSandbox): IsolateSandbox {
  return {
    guarantees: sandbox.guarantees,
    async run(job, signal) {
      const first = await attempt(sandbox, job, signal);
      if (first !== undefined) return first;
      await sleep(PAUSE_MS, undefined, { signal });
      return sandbox.run(job, signal);
    },
    close: () => sandbox.close(),
  };
}

/** Undefined when the worker died. */
async function attempt(
  sandbox: IsolateSandbox,
  job: IsolateJob,
  signal: AbortSignal,
): Promise<IsolateResult | undefined> {
  try {
    const result = await sandbox.run(job, signal);
    return result.status === 'rejected' && result.reason === 'crashed' ? undefined : result;
  } catch (error) {
    if (error instanceof SandboxError) return undefined;
    throw error;
  }
}
