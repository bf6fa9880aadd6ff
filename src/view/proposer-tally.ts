/** Activity of a proposer in a run. */
export interface ProposerStatistics {
  readonly name: string;
  /** Proposals asked for. */
  readonly tried: number;
  /** Proposals that became a program of the run, with or without a score. */
  readonly added: number;
  /** Programs with a score. */
  readonly scored: number;
  /** Programs that took a place in the archive. */
  readonly kept: number;
  /** Times it raised the best train fitness of the run. */
  readonly improved: number;
  /** Total increase of the run's best train fitness, the first value left out. */
  readonly gained: number;
  /** Evaluations spent, those for the proposal's own trials included. */
  readonly evaluations: number;
  /** Seconds spent proposing. */
  readonly proposeSeconds: number;
}

/** Counts the activity of proposers. */
export interface ProposerTally {
  /** `change` holds what to add to each count. */
  note(name: string, change: Omit<ProposerStatistics, 'name' | 'tried'>): void;
  /** By name. */
  statistics(): readonly ProposerStatistics[];
}

/** A tally at zero. */
export function createProposerTally(): ProposerTally {
  const byName = new Map<string, ProposerStatistics>();
  return {
    note(name, change) {
      const before = byName.get(name) ?? { name, tried: 0, ...none };
      byName.set(name, {
        name,
        tried: before.tried + 1,
        added: before.added + change.added,
        scored: before.scored + change.scored,
        kept: before.kept + change.kept,
        improved: before.improved + change.improved,
        gained: before.gained + change.gained,
        evaluations: before.evaluations + change.evaluations,
        proposeSeconds: before.proposeSeconds + change.proposeSeconds,
      });
    },
    statistics: () => [...byName.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

const none = {
  added: 0,
  scored: 0,
  kept: 0,
  improved: 0,
  gained: 0,
  evaluations: 0,
  proposeSeconds: 0,
};
