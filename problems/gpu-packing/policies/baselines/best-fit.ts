import type { Scheduler } from '../../policy.d.ts';

const MOST_CPU = 128_000;
const MOST_GPU = 8_000;

/**
 * Best fit: the node on which least CPU and GPU, by the largest machine and with equal weights, stay
 * free; on it the fullest GPU that suffices. Scores are whole numbers from 0 to 100 as in the FGD
 * artifact (ATC 2023).
 */
export function createScheduler(): Scheduler {
  return {
    score(pod, count, scores, _node, freeCpu, _freeMemory, freeGpu) {
      for (let i = 0; i < count; i += 1) {
        const cpu = ((freeCpu[i] ?? 0) - pod.cpuMilli) / MOST_CPU;
        const gpu = ((freeGpu[i] ?? 0) - pod.gpus * pod.gpuMilli) / MOST_GPU;
        scores[i] = Math.floor(100 * (1 - 0.5 * cpu - 0.5 * gpu));
      }
    },
  };
}
