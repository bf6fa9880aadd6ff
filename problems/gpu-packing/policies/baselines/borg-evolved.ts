import type { Scheduler } from '../../policy.d.ts';

/** The heuristic that AlphaEvolve found for Borg (2025): what the pod takes of the free CPU and memory
 * should be little of both and alike. Machines in Borg have no GPUs, and the formula knows none. */
export function createScheduler(): Scheduler {
  return {
    score(pod, count, scores, _node, freeCpu, freeMemory) {
      for (let i = 0; i < count; i += 1) {
        const cpu = Math.max(1, pod.cpuMilli) / Math.max(1, freeCpu[i] ?? 0);
        const memory = Math.max(1, pod.memoryMib) / Math.max(1, freeMemory[i] ?? 0);
        scores[i] = -(cpu + memory + memory / cpu + cpu / memory);
      }
    },
  };
}
