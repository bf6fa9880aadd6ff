interface State {
  readonly count: number;
}

/** Picks the one that moves the others back least, all others together. */
export function pick(_waiting: Float64Array, delays: Float64Array, { count }: State): number {
  let best = 0;
  let least = Infinity;
  for (let row = 0; row < count; row += 1) {
    const score = scoreOf(delays, row, count);
    if (score >= least) continue;
    least = score;
    best = row;
  }
  return best;
}

function scoreOf(delays: Float64Array, row: number, count: number): number {
  let total = 0;
  for (let other = 0; other < count; other += 1) total += delays[row * count + other] ?? 0;
  return total;
}
