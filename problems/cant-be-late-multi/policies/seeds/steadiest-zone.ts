import type { Policy, Task } from '../../policy.d.ts';

/**
 * Remembers for how long each zone has had spot machines by now, and goes where that is longest. With none
 * worth it, buys on demand unless far ahead of a straight line to the deadline.
 */
export function createPolicy(task: Task): Policy {
  const pace = task.durationSeconds / task.deadlineSeconds;
  const age = Array.from({ length: task.zones }, () => 0);
  return {
    step({ elapsedSeconds, doneSeconds, zone }, hasSpot) {
      const lead = doneSeconds - pace * elapsedSeconds;
      hasSpot.forEach((has, other) => {
        age[other] = has === 1 ? (age[other] ?? 0) + 1 : /* tune 0..1 */ 0.9 * (age[other] ?? 0);
      });
      const worths = age.map((ticks, other) => (hasSpot[other] === 1 ? ticks : 0));
      const highest = Math.max(...worths);
      if (highest > /* tune 0..20 */ 1) return 1 + 3 * worths.indexOf(highest);
      return (lead < /* tune -3600..14400 */ 10_800 ? 2 : 0) + 3 * zone;
    },
  };
}
