import type { Scheduler } from '../../policy.d.ts';

/** First fit: the first node in their order, and on it the fullest GPU that suffices. */
export function createScheduler(): Scheduler {
  return {
    score(_pod, count, scores) {
      for (let i = 0; i < count; i += 1) {
        scores[i] = -i;
      }
    },
  };
}
