import type { Scheduler } from '../../policy.d.ts';

/** Looks at the GPU alone: shares GPUs in use rather than idle ones, roughly the fuller ones first. */
export function createScheduler(): Scheduler {
  return {
    score(pod, count, scores, _node, freeCpu, _freeMemory, _freeGpu, gpuLevel, idleGpus) {
      for (let i = 0; i < count; i += 1) {
        const left = (gpuLevel[i] ?? 0) - pod.gpuMilli;
        const idle = idleGpus[i] ?? 0;
        const slack = ((freeCpu[i] ?? 0) - pod.cpuMilli) / Math.max(1, idle);
        scores[i] = rounded(left > 0 ? -left : 0, 200) + rounded(slack, 20_000) + idle;
      }
    },
  };
}

/** How often a step fits. */
function rounded(value: number, step: number): number {
  return Math.floor(value / step);
}
