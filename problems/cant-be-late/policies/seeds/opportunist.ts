type Machine = 'NONE' | 'SPOT' | 'OD';

interface Observation {
  readonly hasSpot: boolean;
}

/** Takes every spot machine and otherwise waits; the deadline is the safety net's worry. */
export function createPolicy(): { step(observation: Observation): Machine } {
  return {
    step({ hasSpot }) {
      return hasSpot ? 'SPOT' : 'NONE';
    },
  };
}
