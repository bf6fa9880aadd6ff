import { setTimeout as sleep } from 'node:timers/promises';
import type { IsolateJob, IsolateResult, IsolateSandbox } from '../core/sandbox.ts';
import { SandboxError } from '../core/errors.ts';

/** Wait before the second attempt: a system that kills one worker often kills others, which are noticed until then. */
const PAUSE_MS = 250;
/** Waits after starts that failed: whatever kills workers while they start says nothing about a candidate. */
const START_PAUSES_MS = [250, 500, 1000, 2000];

/**
 * Runs a job once more when its worker died of it, and several times when no worker could be started. A worker may
 * be killed from outside, by a person or by a system that is short of memory, and that must not change what a run
 * finds: a candidate that is to blame dies twice. Throws the SandboxError of the last start.
 */
export function withSecondChance(
  sandbox: IsolateSandbox,
  startPausesMs: readonly number[] = START_PAUSES_MS,
): IsolateSandbox {
  const started = async (job: IsolateJob, signal: AbortSignal): Promise<IsolateResult> => {
    for (const pauseMs of startPausesMs) {
      try {
        return await sandbox.run(job, signal);
      } catch (error) {
        if (!(error instanceof SandboxError)) throw error;
        await sleep(pauseMs, undefined, { signal });
      }
    }
    return sandbox.run(job, signal);
  };
  return {
    guarantees: sandbox.guarantees,
    async run(job, signal) {
      const first = await started(job, signal);
      if (first.status !== 'rejected' || first.reason !== 'crashed') return first;
      await sleep(PAUSE_MS, undefined, { signal });
      return started(job, signal);
    },
    close: () => sandbox.close(),
  };
}
