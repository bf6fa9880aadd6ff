type Machine = 'NONE' | 'SPOT' | 'OD';

interface Observation {
  readonly hasSpot: boolean;
}

/** Always runs: on a spot machine when there is one, on demand when there is none. */
export function createPolicy(): { step(observation: Observation): Machine } {
  return {
    step({ hasSpot }) {
      return hasSpot ? 'SPOT' : 'OD';
    },
  };
}
