interface Scheduler {
  // oxlint-disable-next-line max-params -- flat arguments cross to the policy fastest
  score(_pod: unknown, count: number, scores: Float64Array): void;
}

/** First fit: the first node in their order, and on it the fullest GPU that suffices. */
export function createScheduler(): Scheduler {
  return {
    // oxlint-disable-next-line max-params -- flat arguments cross to the policy fastest
    score(_pod: unknown, count: number, scores: Float64Array) {
      for (let i = 0; i < count; i += 1) {
        scores[i] = -i;
      }
    },
  };
}
