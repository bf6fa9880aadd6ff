interface Task {
  readonly zones: number;
  readonly durationSeconds: number;
  readonly deadlineSeconds: number;
  readonly restartOverheadSeconds: number;
  readonly gapSeconds: number;
}

interface Observation {
  readonly elapsedSeconds: number;
  readonly doneSeconds: number;
  readonly machine: number;
  readonly zone: number;
}

interface Policy {
  step(now: Observation, hasSpot: Int32Array, usdPerHour: Float64Array): number;
}

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
      let best = -1;
      for (let other = 0; other < task.zones; other += 1) {
        if (hasSpot[other] !== 1) continue;
        if (best < 0 || (usdPerHour[other] ?? 0) < (usdPerHour[best] ?? 0)) best = other;
      }
      return best < 0 ? 3 * zone : 1 + 3 * best;
    },
  };
}
