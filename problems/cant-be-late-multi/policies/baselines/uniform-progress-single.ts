interface Task {
  readonly durationSeconds: number;
  readonly deadlineSeconds: number;
  readonly restartOverheadSeconds: number;
  readonly gapSeconds: number;
}

interface Observation {
  readonly elapsedSeconds: number;
  readonly doneSeconds: number;
  readonly machine: number;
}

interface Policy {
  step(now: Observation, hasSpot: Int32Array): number;
}

/** Uniform Progress (Wu et al., NSDI 2024) as if the first zone were the only one. */
export function createPolicy(task: Task): Policy {
  const { durationSeconds, deadlineSeconds, restartOverheadSeconds: overhead, gapSeconds } = task;
  const expected = (seconds: number): number => (seconds * durationSeconds) / deadlineSeconds;
  return {
    step({ elapsedSeconds, doneSeconds, machine }, hasSpot) {
      const rest = durationSeconds - doneSeconds;
      const ticksLeft = Math.floor((deadlineSeconds - elapsedSeconds) / gapSeconds);
      if (Math.ceil((rest + overhead) / gapSeconds) >= ticksLeft) return 2;
      if (hasSpot[0] === 1) return 1;
      const isBehind = expected(elapsedSeconds) > doneSeconds;
      const isBarelyAhead = expected(elapsedSeconds + 2 * overhead) >= doneSeconds;
      return isBehind || (machine === 2 && isBarelyAhead) ? 2 : 0;
    },
  };
}
