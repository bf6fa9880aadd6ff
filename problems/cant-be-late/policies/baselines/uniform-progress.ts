import type { Policy, Task } from '../../policy.d.ts';

/**
 * Uniform Progress (Wu et al., NSDI 2024): keep up with a straight line from nothing done at the
 * start to everything done at the deadline. Behind it, buy on demand, and keep that machine until
 * the job is ahead by two restarts; ahead of it, use what the spot market has.
 */
export function createPolicy(task: Task): Policy {
  const { durationSeconds, deadlineSeconds, restartOverheadSeconds: overhead, gapSeconds } = task;
  const expected = (seconds: number): number => (seconds * durationSeconds) / deadlineSeconds;
  return {
    step({ elapsedSeconds, doneSeconds, current, hasSpot }) {
      const rest = durationSeconds - doneSeconds;
      const ticksLeft = Math.floor((deadlineSeconds - elapsedSeconds) / gapSeconds);
      if (Math.ceil((rest + overhead) / gapSeconds) >= ticksLeft) return 'OD';
      if (hasSpot) return 'SPOT';
      const isBehind = expected(elapsedSeconds) > doneSeconds;
      const isBarelyAhead = expected(elapsedSeconds + 2 * overhead) >= doneSeconds;
      return isBehind || (current === 'OD' && isBarelyAhead) ? 'OD' : 'NONE';
    },
  };
}
