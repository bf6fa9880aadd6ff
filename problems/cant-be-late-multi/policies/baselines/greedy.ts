import type { Policy, Task } from '../../policy.d.ts';
import { cheapest } from '../shared/cheapest.ts';

/** Spot where it runs, else in the cheapest zone that has it, else wait; on demand only when it must. */
export function createPolicy(task: Task): Policy {
  const { durationSeconds, deadlineSeconds, restartOverheadSeconds: overhead, gapSeconds } = task;
  return {
    step({ elapsedSeconds, doneSeconds, machine, zone }, hasSpot, usdPerHour) {
      const rest = durationSeconds - doneSeconds;
      const ticksLeft = Math.max(0, Math.floor((deadlineSeconds - elapsedSeconds) / gapSeconds));
      if (Math.ceil((rest + overhead) / gapSeconds) >= ticksLeft) return 2 + 3 * zone;
      if (Math.ceil((rest + 2 * overhead) / gapSeconds) >= ticksLeft) {
        return (machine === 1 ? 1 : 2) + 3 * zone;
      }
      if (hasSpot[zone] === 1) return 1 + 3 * zone;
      const best = cheapest(hasSpot, usdPerHour);
      return best < 0 ? 3 * zone : 1 + 3 * best;
    },
  };
}
