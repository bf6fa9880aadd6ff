import type { Policy, Task } from '../../policy.d.ts';

/**
 * The starting program of the published benchmark: spot in the zone it is in; without it, on demand
 * there when behind a straight line to the deadline, and otherwise a look into the next zone.
 */
export function createPolicy(task: Task): Policy {
  const pace = task.durationSeconds / task.deadlineSeconds;
  return {
    step({ elapsedSeconds, doneSeconds, zone }, hasSpot) {
      if (hasSpot[zone] === 1) return 1 + 3 * zone;
      if (doneSeconds < elapsedSeconds * pace) return 2 + 3 * zone;
      return 3 * ((zone + 1) % task.zones);
    },
  };
}
