/** Draws an index with a chance in proportion to its weight. */
export interface WeightTree {
  /** Replaces all weights; each finite and at least 0, one of them above 0. O(count). */
  rebuild(weights: readonly number[]): void;
  /** Changes one weight. O(log count). */
  set(index: number, weight: number): void;
  /** The index that `share` of the total weight, 0 <= share < 1, falls on. O(log count). */
  find(share: number): number;
}

/**
 * Creates an empty tree. Each node is the sum of its two children, computed from them again
 * whenever one changes, so rounding errors do not build up over a long run.
 */
export function createWeightTree(): WeightTree {
  let leaves = 1;
  let sums = new Float64Array(2);
  const sumUp = (node: number): void => {
    sums[node] = (sums[2 * node] ?? 0) + (sums[2 * node + 1] ?? 0);
  };
  return {
    rebuild(weights) {
      while (leaves < weights.length) leaves *= 2;
      if (sums.length < 2 * leaves) sums = new Float64Array(2 * leaves);
      for (let index = 0; index < leaves; index += 1) {
        sums[leaves + index] = weights[index] ?? 0;
      }
      for (let node = leaves - 1; node >= 1; node -= 1) sumUp(node);
    },
    set(index, weight) {
      let node = leaves + index;
      sums[node] = weight;
      for (node >>>= 1; node >= 1; node >>>= 1) sumUp(node);
    },
    find(share) {
      let rest = share * (sums[1] ?? 0);
      let node = 1;
      while (node < leaves) {
        node *= 2;
        const left = sums[node] ?? 0;
        // Rounding may leave a remainder for a subtree without weight, which must never be entered.
        if (rest < left || (sums[node + 1] ?? 0) === 0) continue;
        rest -= left;
        node += 1;
      }
      return node - leaves;
    },
  };
}
