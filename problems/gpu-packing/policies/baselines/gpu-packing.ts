import type { Scheduler, Task } from '../../policy.d.ts';

const WHOLE = 1000;

/**
 * GPU packing (the form of the FGD artifact, ATC 2023): shared GPUs first, the fullest of them; then
 * idle GPUs of nodes in use, few of them; then idle nodes, small ones. Pods without a GPU go to the first.
 */
export function createScheduler({ nodes }: Task): Scheduler {
  return {
    score(pod, count, scores, node, _cpu, _memory, _gpu, gpuLevel, idleGpus) {
      for (let i = 0; i < count; i += 1) {
        const level = gpuLevel[i] ?? 0;
        const idle = idleGpus[i] ?? 0;
        if (pod.gpus === 0) scores[i] = 0;
        else if (idle === nodes[node[i] ?? 0]?.gpus) scores[i] = Math.max(33 - idle, idle);
        else if (level === WHOLE) scores[i] = Math.max(50 - pod.gpus, 33);
        else scores[i] = Math.max(100 - Math.floor(Math.floor(level / 10) / 10), 50);
      }
    },
  };
}
