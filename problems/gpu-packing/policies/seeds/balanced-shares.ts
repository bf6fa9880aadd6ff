interface Task {
  readonly nodes: readonly {
    readonly cpuMilli: number;
    readonly memoryMib: number;
    readonly gpus: number;
  }[];
}

interface Pod {
  readonly cpuMilli: number;
  readonly memoryMib: number;
  readonly gpus: number;
  readonly gpuMilli: number;
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
  ): void;
}

/** Keeps nodes in balance: the place after which like parts of CPU, memory and GPUs are free. */
export function createScheduler({ nodes }: Task): Scheduler {
  return {
    // oxlint-disable-next-line max-params -- flat arguments cross to the policy fastest
    score(pod, count, scores, node, freeCpu, freeMemory, freeGpu) {
      for (let i = 0; i < count; i += 1) {
        const machine = nodes[node[i] ?? 0];
        if (machine === undefined) continue;
        const cpu = ((freeCpu[i] ?? 0) - pod.cpuMilli) / machine.cpuMilli;
        const memory = ((freeMemory[i] ?? 0) - pod.memoryMib) / machine.memoryMib;
        const gpu = ((freeGpu[i] ?? 0) - pod.gpus * pod.gpuMilli) / (1000 * machine.gpus);
        scores[i] = -imbalance(cpu, memory) - 0.3 * imbalance(memory, gpu);
      }
    },
  };
}

/** How far two free parts are from each other. */
function imbalance(one: number, other: number): number {
  return Math.abs(one - other);
}
