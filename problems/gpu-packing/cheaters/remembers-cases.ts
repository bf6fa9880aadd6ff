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

const seen: number[] = [];
const shared = globalThis as unknown as { seen?: number[] };

/** Tries to learn from one cluster for the next: counts them, and fails until it has seen some. */
export function createScheduler(): Scheduler {
  try {
    shared.seen ??= seen;
  } catch {
    // A sealed global leaves the state of the module.
  }
  const number = (shared.seen ?? seen).push(0);
  return {
    // oxlint-disable-next-line max-params -- flat arguments cross to the policy fastest
    score(_pod, count, scores, _node, _freeCpu, _freeMemory, freeGpu) {
      if (number < 3) throw new Error('not yet');
      tightest(count, scores, freeGpu);
    },
  };
}
