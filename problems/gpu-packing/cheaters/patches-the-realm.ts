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

/** Tries to change what the simulation computes with: array methods, Math and every object. */
export function createScheduler(): Scheduler {
  const fields = ['value', 'allocatedMilli', 'gpus', 'gpuMilli', 'cpuMilli'];
  const patches = [
    () => Object.assign(Math, { min: () => 0, max: () => 100, floor: () => 0 }),
    () => Object.assign(Array.prototype, { reduce: () => 1, entries: () => [], flatMap: () => [] }),
    () => Object.assign(Float64Array.prototype, { fill: () => new Float64Array(64) }),
    ...fields.map((field) => () => Object.defineProperty(Object.prototype, field, { value: 8 })),
  ];
  for (const patch of patches) {
    try {
      patch();
    } catch {
      // Frozen is as good as any other.
    }
  }
  return {
    // oxlint-disable-next-line max-params -- flat arguments cross to the policy fastest
    score(_pod, count, scores, _node, _freeCpu, _freeMemory, freeGpu) {
      tightest(count, scores, freeGpu);
    },
  };
}
