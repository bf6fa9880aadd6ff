import type { Search } from '../core/search.ts';
import { createRng, type Rng } from '../core/rng.ts';
import { checkWhole } from './check-whole.ts';
import { fromNothing, type PoolArchive } from './pool.ts';
import { createPopulation } from './population.ts';

/** Options of a random search. */
export interface RandomSearchOptions {
  /** Keeps the elites; parents do not come from it. */
  readonly createArchive: () => PoolArchive;
  /**
   * `founders`: parents are the scored programs without parents, so that all candidates are independent samples, the
   * baseline any search must beat. `all`: any scored program, which drifts without selection.
   */
  readonly parents: 'founders' | 'all';
  /** The most parents kept; at least 1. */
  readonly reservoir: number;
  /** Names the stream that the reservoir draws from. */
  readonly seed: string | number;
}

/**
 * Changes a program drawn uniformly, with no regard to fitness and without inspirations. When there are more than
 * fit the reservoir, it holds an even sample of them (algorithm L: Li, ACM TOMS 20, 1994).
 */
export function createRandomSearch(options: RandomSearchOptions): Search {
  const population = createPopulation(options.createArchive());
  const parents = createReservoir(options.reservoir, createRng(options.seed).fork('reservoir'));
  return {
    ask: (_ordinal, rng) =>
      parents.kept.length === 0
        ? fromNothing(0)
        : { island: 0, parent: rng.pick(parents.kept), inspirations: [] },
    tell(individual) {
      const update = population.tell(individual);
      const isParent = options.parents === 'all' || individual.parents.length === 0;
      if (individual.fitness !== null && isParent) parents.add(individual.id);
      return update;
    },
    elites: population.elites,
  };
}

interface Reservoir {
  readonly kept: readonly string[];
  add(id: string): void;
}

/** Draws only for the few arrivals that get in: the number to skip is drawn from its distribution. */
function createReservoir(capacity: number, rng: Rng): Reservoir {
  checkWhole('reservoir', capacity, 1);
  const kept: string[] = [];
  let seen = 0;
  let next = capacity;
  let threshold = 1;
  const skip = (): void => {
    threshold *= (1 - rng.next()) ** (1 / capacity);
    next += Math.floor(Math.log(1 - rng.next()) / Math.log(1 - threshold)) + 1;
  };
  skip();
  return {
    kept,
    add(id) {
      seen += 1;
      if (seen <= capacity) kept.push(id);
      if (seen !== next) return;
      kept[rng.integer(capacity)] = id;
      skip();
    },
  };
}
