import type { Scheduler, Task } from '../../policy.d.ts';

/** Keeps nodes in balance: the place after which like parts of CPU, memory and GPUs are free. */
export function createScheduler({ nodes }: Task): Scheduler {
  return {
    score(pod, count, scores, node, freeCpu, freeMemory, freeGpu) {
      for (let i = 0; i < count; i += 1) {
        const machine = nodes[node[i] ?? 0];
        if (machine === undefined) continue;
        const cpu = ((freeCpu[i] ?? 0) - pod.cpuMilli) / machine.cpuMilli;
        const memory = ((freeMemory[i] ?? 0) - pod.memoryMib) / machine.memoryMib;
        const gpu = ((freeGpu[i] ?? 0) - pod.gpus * pod.gpuMilli) / (1000 * machine.gpus);
        scores[i] = -imbalance(cpu, memory) - 0.3 * imbalance(memory, gpu);
      }
    },
  };
}

/** How far two free parts are from each other. */
function imbalance(one: number, other: number): number {
  return Math.abs(one - other);
}
