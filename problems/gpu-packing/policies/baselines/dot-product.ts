import type { Scheduler } from '../../policy.d.ts';

const MOST_CPU = 128_000;
const MOST_GPU = 8_000;

/**
 * Dot product, after Tetris (SIGCOMM 2014): the node whose free CPU and GPU, by the largest machine, have
 * the smallest product with what the pod asks for. Scores are whole numbers from 0 to 100 as in the FGD
 * artifact (ATC 2023).
 */
export function createScheduler(): Scheduler {
  return {
    score(pod, count, scores, _node, freeCpu, _freeMemory, freeGpu) {
      const cpu = pod.cpuMilli / MOST_CPU ** 2;
      const gpu = (pod.gpus * pod.gpuMilli) / MOST_GPU ** 2;
      for (let i = 0; i < count; i += 1) {
        const product = cpu * (freeCpu[i] ?? 0) + gpu * (freeGpu[i] ?? 0);
        scores[i] = Math.floor(100 * (1 - product / 2));
      }
    },
  };
}
