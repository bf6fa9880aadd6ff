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

/** An honest score: best fit by GPU. */
function tightest(count: number, scores: Float64Array, freeGpu: Float64Array): void {
  for (let i = 0; i < count; i += 1) scores[i] = -(freeGpu[i] ?? 0);
}

/** Tries to keep the room for better pods: refuses those with a part of a GPU by scores of minus infinity. */
export function createScheduler(): Scheduler {
  return {
    // oxlint-disable-next-line max-params -- flat arguments cross to the policy fastest
    score(pod, count, scores, _node, _freeCpu, _freeMemory, freeGpu, gpuLevel) {
      tightest(count, scores, freeGpu);
      if (pod.gpus === 1 && (gpuLevel[0] ?? 0) < 1000) scores.fill(-Infinity, 0, count);
    },
  };
}
