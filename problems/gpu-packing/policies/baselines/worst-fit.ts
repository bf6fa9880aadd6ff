import type { Scheduler } from '../../policy.d.ts';

/** Worst fit: the node with most GPU free, of equals with most CPU free, and its emptiest GPU. */
export function createScheduler(): Scheduler {
  return {
    score(_pod, count, scores, _node, freeCpu, _freeMemory, freeGpu, gpuLevel) {
      for (let i = 0; i < count; i += 1) {
        const gpu = (freeGpu[i] ?? 0) + 0.5 * (gpuLevel[i] ?? 0) * 1e-3;
        scores[i] = gpu + 1e-6 * (freeCpu[i] ?? 0);
      }
    },
  };
}
