/** The cheapest zone with a spot machine; -1 where there is none. */
export function cheapest(hasSpot: Int32Array, usdPerHour: Float64Array): number {
  let best = -1;
  for (const [zone, has] of hasSpot.entries()) {
    if (has !== 1) continue;
    if (best < 0 || (usdPerHour[zone] ?? 0) < (usdPerHour[best] ?? 0)) best = zone;
  }
  return best;
}
