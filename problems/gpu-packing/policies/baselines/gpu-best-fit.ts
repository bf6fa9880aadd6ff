interface Scheduler {
  // oxlint-disable-next-line max-params -- flat arguments cross to the policy fastest
  score(
    _pod: unknown,
    count: number,
    scores: Float64Array,
    _node: Int32Array,
    _freeCpu: Float64Array,
    _freeMemory: Float64Array,
    freeGpu: Float64Array,
  ): void;
}

/** Best fit by GPU alone: the node with least GPU free, and its fullest GPU that suffices. */
export function createScheduler(): Scheduler {
  return {
    // oxlint-disable-next-line max-params -- flat arguments cross to the policy fastest
    score(
      _pod: unknown,
      count: number,
      scores: Float64Array,
      _node: Int32Array,
      _freeCpu: Float64Array,
      _freeMemory: Float64Array,
      freeGpu: Float64Array,
    ) {
      for (let i = 0; i < count; i += 1) {
        scores[i] = -(freeGpu[i] ?? 0);
      }
    },
  };
}
