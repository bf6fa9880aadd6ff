const MOST_CPU = 128_000;
const MOST_GPU = 8_000;

interface Pod {
  readonly cpuMilli: number;
  readonly gpus: number;
  readonly gpuMilli: number;
}

interface Scheduler {
  // oxlint-disable-next-line max-params -- flat arguments cross to the policy fastest
  score(
    pod: Pod,
    count: number,
    scores: Float64Array,
    _node: Int32Array,
    freeCpu: Float64Array,
    _freeMemory: Float64Array,
    freeGpu: Float64Array,
  ): void;
}

/**
 * Dot product, after Tetris (SIGCOMM 2014): the node whose free CPU and GPU, by the largest machine, have
 * the smallest product with what the pod asks for. Scores are whole numbers from 0 to 100 as in the FGD
 * artifact (ATC 2023).
 */
export function createScheduler(): Scheduler {
  return {
    // oxlint-disable-next-line max-params -- flat arguments cross to the policy fastest
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
