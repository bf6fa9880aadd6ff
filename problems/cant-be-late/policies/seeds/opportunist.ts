import type { Policy } from '../../policy.d.ts';

/** Takes every spot machine and otherwise waits; the deadline is the safety net's worry. */
export function createPolicy(): Policy {
  return {
    step({ hasSpot }) {
      return hasSpot ? 'SPOT' : 'NONE';
    },
  };
}
