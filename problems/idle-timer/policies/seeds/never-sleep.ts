import type { Machine, SleepPolicy } from '../../policy.d.ts';

/** Stays awake, however long it takes. */
export function createPolicy(_machine: Machine): SleepPolicy {
  return {
    timeout(_last, _mean) {
      return 1e9;
    },
  };
}
