import type { Scheduler } from '../../policy.d.ts';
import { tightest } from '../shared/tightest.ts';

/** Best fit by GPU alone: the node with least GPU free, and its fullest GPU that suffices. */
export function createScheduler(): Scheduler {
  return {
    score(_pod, count, scores, _node, _freeCpu, _freeMemory, freeGpu) {
      tightest(count, scores, freeGpu);
    },
  };
}
