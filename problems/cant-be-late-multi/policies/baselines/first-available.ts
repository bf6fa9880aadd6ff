import type { Policy, Task } from '../../policy.d.ts';

/**
 * The rule of the best published entry: spot where it runs, else in the first zone that has it. With none
 * anywhere, on demand when behind a straight line to the deadline or short of slack, else wait.
 */
export function createPolicy(task: Task): Policy {
  const { zones, durationSeconds, deadlineSeconds, restartOverheadSeconds, gapSeconds } = task;
  const leastSlack = Math.max(3600, 0.05 * deadlineSeconds);
  return {
    step({ elapsedSeconds, doneSeconds, zone }, hasSpot) {
      const rest = durationSeconds - doneSeconds;
      const timeLeft = deadlineSeconds - elapsedSeconds;
      if (hasSpot[zone] === 1) return 1 + 3 * zone;
      if (timeLeft <= 1.05 * (rest + restartOverheadSeconds)) return 2 + 3 * zone;
      for (let other = 0; other < zones; other += 1) {
        if (hasSpot[other] === 1) return 1 + 3 * other;
      }
      const isBehind = doneSeconds < (elapsedSeconds * durationSeconds) / deadlineSeconds;
      if (isBehind || timeLeft - rest <= leastSlack) return 2 + 3 * zone;
      const looksAround = (elapsedSeconds / gapSeconds) % 10 === 0;
      return 3 * (looksAround ? (zone + 1) % zones : zone);
    },
  };
}
