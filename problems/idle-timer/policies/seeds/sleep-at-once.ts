import type { Machine, SleepPolicy } from '../../policy.d.ts';

/** Sleeps whenever it can. */
export function createPolicy(_machine: Machine): SleepPolicy {
  return {
    timeout(_last, _mean) {
      return 0;
    },
  };
}
