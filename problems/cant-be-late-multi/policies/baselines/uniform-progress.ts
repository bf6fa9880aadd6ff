import type { Policy, Task } from '../../policy.d.ts';
import { cheapest } from '../shared/cheapest.ts';

/**
 * Uniform Progress (Wu et al., NSDI 2024) over several zones: spot where it runs, else in the cheapest
 * zone that has it. With none anywhere, keep up with a straight line from nothing done at the start to
 * everything done at the deadline: behind it, buy on demand, and keep that machine until the job is
 * ahead by two restarts.
 */
export function createPolicy(task: Task): Policy {
  const { durationSeconds, deadlineSeconds, restartOverheadSeconds: overhead, gapSeconds } = task;
  const expected = (seconds: number): number => (seconds * durationSeconds) / deadlineSeconds;
  return {
    step({ elapsedSeconds, doneSeconds, machine, zone }, hasSpot, usdPerHour) {
      const rest = durationSeconds - doneSeconds;
      const ticksLeft = Math.floor((deadlineSeconds - elapsedSeconds) / gapSeconds);
      if (Math.ceil((rest + overhead) / gapSeconds) >= ticksLeft) return 2 + 3 * zone;
      if (hasSpot[zone] === 1) return 1 + 3 * zone;
      const best = cheapest(hasSpot, usdPerHour);
      if (best >= 0) return 1 + 3 * best;
      const isBehind = expected(elapsedSeconds) > doneSeconds;
      const isBarelyAhead = expected(elapsedSeconds + 2 * overhead) >= doneSeconds;
      return (isBehind || (machine === 2 && isBarelyAhead) ? 2 : 0) + 3 * zone;
    },
  };
}
