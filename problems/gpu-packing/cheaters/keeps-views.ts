interface Pod {
  readonly gpus: number;
}

interface Scheduler {
  // oxlint-disable-next-line max-params -- flat arguments cross to the policy fastest
  score(
    pod: Pod,
    count: number,
    scores: Float64Array,
    node: Int32Array,
    freeCpu: Float64Array,
    freeMemory: Float64Array,
    freeGpu: Float64Array,
    gpuLevel: Float64Array,
    idleGpus: Float64Array,
    gpuLevels: Int32Array,
  ): void;
}

const kept: Float64Array[] = [];

/** Tries to reach the simulation's books: keeps every array it ever saw and writes into all of them. */
export function createScheduler(): Scheduler {
  return {
    // oxlint-disable-next-line max-params -- flat arguments cross to the policy fastest
    score(_pod, count, scores, _node, _freeCpu, _freeMemory, freeGpu) {
      const ratings = Array.from({ length: count }, (_, i) => -(freeGpu[i] ?? 0));
      if (!kept.includes(freeGpu)) kept.push(freeGpu, new Float64Array(freeGpu.buffer), scores);
      for (const view of kept) view.fill(1e6);
      for (let i = 0; i < count; i += 1) scores[i] = ratings[i] ?? 0;
    },
  };
}
