import type { Policy, Task } from '../../policy.d.ts';

/** Spot whenever there is one, idle otherwise, on demand only when the time left forces it. */
export function createPolicy(task: Task): Policy {
  const { durationSeconds, deadlineSeconds, restartOverheadSeconds: overhead, gapSeconds } = task;
  return {
    step({ elapsedSeconds, doneSeconds, current, hasSpot }) {
      const rest = durationSeconds - doneSeconds;
      const ticksLeft = Math.max(0, Math.floor((deadlineSeconds - elapsedSeconds) / gapSeconds));
      if (Math.ceil((rest + overhead) / gapSeconds) >= ticksLeft) return 'OD';
      if (Math.ceil((rest + 2 * overhead) / gapSeconds) >= ticksLeft) {
        return current === 'SPOT' && hasSpot ? 'SPOT' : 'OD';
      }
      return hasSpot ? 'SPOT' : 'NONE';
    },
  };
}
