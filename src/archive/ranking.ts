import type { Individual } from '../core/program.ts';

/** A program with a score: the only kind an archive keeps. */
export type ScoredIndividual = Individual & { readonly fitness: number };

/**
 * Whether a program has a score, and so may enter an archive.
 * Throws TypeError when the score is NaN or infinite: evaluations reject those.
 */
export function isScored(individual: Individual): individual is ScoredIndividual {
  const { fitness, id } = individual;
  if (fitness === null) return false;
  if (Number.isFinite(fitness)) return true;
  throw new TypeError(`program ${id} has the fitness ${fitness}; it must be finite or null`);
}

/** Programs of one archive, best first, an older one before a newer equal one. */
export interface Ranking {
  readonly size: number;
  insert(individual: ScoredIndividual): void;
  /** Does nothing when the program is not ranked. */
  remove(individual: ScoredIndividual): void;
  last(): ScoredIndividual | undefined;
  /** A copy. */
  toArray(): ScoredIndividual[];
}

/** Creates an empty ranking. Finding a place takes O(log size), as the ranking stays sorted. */
export function createRanking(): Ranking {
  const ranked: ScoredIndividual[] = [];
  return {
    get size() {
      return ranked.length;
    },
    insert(individual) {
      ranked.splice(placeOf(individual, ranked), 0, individual);
    },
    remove(individual) {
      const place = placeOf(individual, ranked);
      if (ranked[place]?.id === individual.id) ranked.splice(place, 1);
    },
    last: () => ranked.at(-1),
    toArray: () => [...ranked],
  };
}

function placeOf(individual: ScoredIndividual, ranked: readonly ScoredIndividual[]): number {
  let low = 0;
  let high = ranked.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = ranked[middle];
    if (other !== undefined && isBefore(other, individual)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isBefore(a: ScoredIndividual, b: ScoredIndividual): boolean {
  return a.fitness === b.fitness ? a.ordinal < b.ordinal : a.fitness > b.fitness;
}
