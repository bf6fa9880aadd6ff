import type { Machine, SleepPolicy } from '../../policy.d.ts';

/** Sleeps once staying awake has cost as much as waking up will. */
export function createPolicy({ idleWatts, wakeJoules }: Machine): SleepPolicy {
  return {
    timeout(_last, _mean) {
      return wakeJoules / idleWatts;
    },
  };
}
