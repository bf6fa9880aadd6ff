import type { Scheduler } from '../../policy.d.ts';

/** Spreads: the place with most free of everything, each resource with a weight of its own. */
export function createScheduler(): Scheduler {
  return {
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
