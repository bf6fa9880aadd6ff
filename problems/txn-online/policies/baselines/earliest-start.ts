interface State {
  readonly count: number;
}

/** The one that can start first; of equals the one that moves the others back least. */
export function pick(waiting: Float64Array, delays: Float64Array, { count }: State): number {
  let best = 0;
  let least = Infinity;
  for (let row = 0; row < count; row += 1) {
    const score = (waiting[6 * row] ?? 0) + 1e-6 * delayOf(delays, row, count);
    if (score >= least) continue;
    least = score;
    best = row;
  }
  return best;
}

function delayOf(delays: Float64Array, row: number, count: number): number {
  let total = 0;
  for (let other = 0; other < count; other += 1) total += delays[row * count + other] ?? 0;
  return total;
}
