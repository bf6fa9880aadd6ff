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

/** Tries to pull the memory from under the arrays, so that writing the next offers fails or goes astray. */
export function createScheduler(): Scheduler {
  return {
    // oxlint-disable-next-line max-params -- flat arguments cross to the policy fastest
    score(_pod, count, scores, _node, _freeCpu, _freeMemory, freeGpu) {
      tightest(count, scores, freeGpu);
      for (const { buffer } of [scores, freeGpu]) {
        if (buffer instanceof ArrayBuffer) buffer.transfer(0);
      }
    },
  };
}
