interface Scheduler {
  // oxlint-disable-next-line max-params -- flat arguments cross to the policy fastest
  score(
    _pod: unknown,
    count: number,
    scores: Float64Array,
    _node: Int32Array,
    freeCpu: Float64Array,
    _freeMemory: Float64Array,
    freeGpu: Float64Array,
    gpuLevel: Float64Array,
  ): void;
}

/** Worst fit: the node with most GPU free, of equals with most CPU free, and its emptiest GPU. */
export function createScheduler(): Scheduler {
  return {
    // oxlint-disable-next-line max-params -- flat arguments cross to the policy fastest
    score(
      _pod: unknown,
      count: number,
      scores: Float64Array,
      _node: Int32Array,
      freeCpu: Float64Array,
      _freeMemory: Float64Array,
      freeGpu: Float64Array,
      gpuLevel: Float64Array,
    ) {
      for (let i = 0; i < count; i += 1) {
        const gpu = (freeGpu[i] ?? 0) + 0.5 * (gpuLevel[i] ?? 0) * 1e-3;
        scores[i] = gpu + 1e-6 * (freeCpu[i] ?? 0);
      }
    },
  };
}
