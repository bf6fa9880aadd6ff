/** Of two servers, the one with less work. */
export function chooseScalar(first: number, second: number, size: number): number {
  return first + size <= second + size ? 0 : 1;
}

/** Of all servers, the one with the least work. */
export function chooseView(work: Float64Array, size: number): number {
  let best = 0;
  for (let server = 1; server < work.length; server += 1) {
    if ((work[server] ?? 0) + size < (work[best] ?? 0) + size) best = server;
  }
  return best;
}

/** As `chooseScalar`, asked with an object. */
export function chooseRecord(seen: { first: number; second: number; size: number }): number {
  return seen.first + seen.size <= seen.second + seen.size ? 0 : 1;
}
