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

interface Task {
  readonly nodes: { cpuMilli: number; gpus: number }[];
  readonly classes: { cpuMilli: number; gpus: number; gpuMilli: number }[];
}

/** Tries to be given other machines and pods: writes over the task. */
export function createScheduler({ nodes, classes }: Task): Scheduler {
  for (const node of nodes) Object.assign(node, { cpuMilli: 1e9, gpus: 1 });
  for (const one of classes) Object.assign(one, { cpuMilli: 0, gpus: 8, gpuMilli: 1000 });
  return {
    // oxlint-disable-next-line max-params -- flat arguments cross to the policy fastest
    score(_pod, count, scores, _node, _freeCpu, _freeMemory, freeGpu) {
      tightest(count, scores, freeGpu);
    },
  };
}
