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

/** Spreads: the place with most free of everything, each resource with a weight of its own. */
export function createScheduler(): Scheduler {
  return {
    // oxlint-disable-next-line max-params -- flat arguments cross to the policy fastest
    score(pod, count, scores, _node, freeCpu, freeMemory, freeGpu, gpuLevel, idleGpus) {
      const cpu = /* tune -2..2 */ 1;
      const memory = /* tune -2..2 */ 0.5;
      const gpu = /* tune -2..2 */ 1;
      const level = /* tune -2..2 */ 0.5;
      const idle = /* tune -2..2 */ 0.2;
      for (let i = 0; i < count; i += 1) {
        const cpuLeft = ((freeCpu[i] ?? 0) - pod.cpuMilli) / 128_000;
        const memoryLeft = ((freeMemory[i] ?? 0) - pod.memoryMib) / 786_432;
        const gpuLeft = ((freeGpu[i] ?? 0) - pod.gpus * pod.gpuMilli) / 8_000;
        const levelLeft = ((gpuLevel[i] ?? 0) - pod.gpuMilli) / 1_000;
        scores[i] =
          cpu * cpuLeft +
          memory * memoryLeft +
          gpu * gpuLeft +
          level * levelLeft +
          (idle * (idleGpus[i] ?? 0)) / 8;
      }
    },
  };
}
