import type { Policy, Task } from '../../policy.d.ts';

/** In the cheapest zone of the moment, nearly whatever the move costs; on demand when there is none. */
export function createPolicy(task: Task): Policy {
  const pace = task.durationSeconds / task.deadlineSeconds;
  return {
    step({ elapsedSeconds, doneSeconds, machine, zone }, hasSpot, usdPerHour) {
      const lead = doneSeconds - pace * elapsedSeconds;
      const costs = Array.from(usdPerHour, (usd, other) => {
        if (hasSpot[other] !== 1) return Infinity;
        const isHere = machine === 1 && other === zone;
        return usd - (isHere ? /* tune 0..2 */ 0.02 : 0);
      });
      const least = Math.min(...costs);
      if (least < Infinity) return 1 + 3 * costs.indexOf(least);
      return (lead < /* tune -7200..14400 */ 14_400 ? 2 : 0) + 3 * zone;
    },
  };
}
