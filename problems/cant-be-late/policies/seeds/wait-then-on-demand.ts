import type { Policy, Task } from '../../policy.d.ts';

/** Waits for spot machines while there is slack, then runs on demand to the end. */
export function createPolicy(task: Task): Policy {
  const slackAtStart = task.deadlineSeconds - task.durationSeconds;
  return {
    step({ elapsedSeconds, doneSeconds, hasSpot }) {
      const slack = slackAtStart - (elapsedSeconds - doneSeconds);
      if (slack < 0.25 * slackAtStart) return 'OD';
      return hasSpot ? 'SPOT' : 'NONE';
    },
  };
}
