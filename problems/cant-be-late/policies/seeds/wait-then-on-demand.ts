type Machine = 'NONE' | 'SPOT' | 'OD';

interface Task {
  readonly durationSeconds: number;
  readonly deadlineSeconds: number;
}

interface Observation {
  readonly elapsedSeconds: number;
  readonly doneSeconds: number;
  readonly hasSpot: boolean;
}

/** Waits for spot machines while there is slack, then runs on demand to the end. */
export function createPolicy(task: Task): { step(observation: Observation): Machine } {
  const slackAtStart = task.deadlineSeconds - task.durationSeconds;
  return {
    step({ elapsedSeconds, doneSeconds, hasSpot }) {
      const slack = slackAtStart - (elapsedSeconds - doneSeconds);
      if (slack < 0.25 * slackAtStart) return 'OD';
      return hasSpot ? 'SPOT' : 'NONE';
    },
  };
}
