/** Slots shared out to the experts of a node. */
export interface Replicas {
  /** Expert of each replica. */
  readonly source: Int32Array;
  /** Replicas of each expert, at least 1. */
  readonly copies: Int32Array;
}

/**
 * One replica each, then one at a time to the expert with the highest claim, of equals the first: its weight over
 * its replicas to this power. A power of 1 claims the load of a replica.
 */
export function replicate(weights: Float64Array, slots: number, power = 1): Replicas {
  const copies = new Int32Array(weights.length).fill(1);
  const source = Int32Array.from({ length: slots }, (_, slot) => slot);
  for (let slot = weights.length; slot < slots; slot += 1) {
    let best = 0;
    let highest = -1;
    for (let at = 0; at < weights.length; at += 1) {
      const own = copies[at] ?? 1;
      // The usual power is worth sparing the operator, which is slow.
      const claim = (weights[at] ?? 0) / (power === 1 ? own : own ** power);
      if (claim > highest) {
        highest = claim;
        best = at;
      }
    }
    source[slot] = best;
    copies[best] = (copies[best] ?? 0) + 1;
  }
  return { source, copies };
}
