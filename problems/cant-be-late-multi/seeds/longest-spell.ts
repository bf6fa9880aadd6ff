interface Task {
  readonly zones: number;
  readonly durationSeconds: number;
  readonly deadlineSeconds: number;
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

/**
 * Remembers for how long each zone has had spot machines, and goes where they have lasted longest. With
 * none, buys on demand unless far ahead of a straight line to the deadline.
 */
export function createPolicy(task: Task): Policy {
  const pace = task.durationSeconds / task.deadlineSeconds;
  const age = Array.from({ length: task.zones }, () => 0);
  return {
    step({ elapsedSeconds, doneSeconds, machine, zone }, hasSpot) {
      const lead = doneSeconds - pace * elapsedSeconds;
      hasSpot.forEach((has, other) => {
        age[other] = has === 1 ? (age[other] ?? 0) + 1 : 0;
      });
      const oldest = Math.max(...age);
      if (oldest > /* tune 0..20 */ 10) return 1 + 3 * age.indexOf(oldest);
      const isBehind =
        lead < (machine === 2 ? /* tune 0..7200 */ 5400 : /* tune -3600..7200 */ 3600);
      return (isBehind ? 2 : 0) + 3 * zone;
    },
  };
}
