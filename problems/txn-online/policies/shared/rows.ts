/** The row of the least score below Infinity; the first of equals. */
export function leastRow(count: number, scoreOf: (row: number) => number): number {
  let best = 0;
  let least = Infinity;
  for (let row = 0; row < count; row += 1) {
    const score = scoreOf(row);
    if (score >= least) continue;
    least = score;
    best = row;
  }
  return best;
}

/** Time steps by which picking a row would move back all others together. */
export function delayOf(delays: Float64Array, row: number, count: number): number {
  let total = 0;
  for (let other = 0; other < count; other += 1) total += delays[row * count + other] ?? 0;
  return total;
}
