import type { Policy } from '../../policy.d.ts';

/** Always runs: on a spot machine when there is one, on demand when there is none. */
export function createPolicy(): Policy {
  return {
    step({ hasSpot }) {
      return hasSpot ? 'SPOT' : 'OD';
    },
  };
}
