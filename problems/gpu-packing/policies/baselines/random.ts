import type { Scheduler } from '../../policy.d.ts';

/** Random: any node that the pod fits into, each as likely; on it any GPU that suffices (as published). */
export function createScheduler(): Scheduler {
  return {
    score(
      _pod,
      count,
      scores,
      node,
      _freeCpu,
      _freeMemory,
      _freeGpu,
      gpuLevel,
      _idleGpus,
      gpuLevels,
    ) {
      let nodes = 0;
      let chosen = -1;
      let gpus = 0;
      let best = 0;
      for (let i = 0; i < count; i += 1) {
        const isNew = i === 0 || node[i] !== node[i - 1];
        if (isNew) {
          nodes += 1;
          gpus = 0;
          if (Math.random() * nodes < 1) chosen = node[i] ?? 0;
        }
        if (node[i] === chosen) {
          const alike = gpusAt(gpuLevels, chosen, gpuLevel[i] ?? 0);
          gpus += alike;
          if (Math.random() * gpus < alike) best = i;
        }
        scores[i] = 0;
      }
      scores[best] = 1;
    },
  };
}

/** How many GPUs of a node have so much free; 1 where none is shared. */
function gpusAt(gpuLevels: Int32Array, node: number, level: number): number {
  let alike = 0;
  for (let gpu = 8 * node; gpu < 8 * (node + 1); gpu += 1) {
    if (gpuLevels[gpu] === level) alike += 1;
  }
  return Math.max(1, alike);
}
