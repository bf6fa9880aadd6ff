import type { Search } from '../core/contracts.ts';
import { createRng } from '../core/rng.ts';
import { checkWhole } from './check-whole.ts';
import { createPool, fromNothing, listElites, type PoolArchive } from './pool.ts';

export interface RandomSearchOptions {
  /** Keeps what was found; parents do not come from it. */
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
 * fit the reservoir, it holds an even sample of them (algorithm R: Vitter, ACM TOMS 11, 1985).
 */
export function createRandomSearch(options: RandomSearchOptions): Search {
  const { parents: kind, reservoir: capacity } = options;
  checkWhole('reservoir', capacity, 1);
  const pool = createPool(options.createArchive());
  const draws = createRng(options.seed).fork('reservoir');
  const parents: string[] = [];
  let eligible = 0;
  return {
    ask: (_ordinal, rng) =>
      parents.length === 0
        ? fromNothing(0)
        : { island: 0, parent: rng.pick(parents), inspirations: [] },
    tell(individual) {
      const { placement } = pool.add(individual);
      const isParent = kind === 'all' || individual.parents.length === 0;
      if (individual.fitness === null || !isParent) return placement;
      eligible += 1;
      const place =
        parents.length < capacity ? parents.length : draws.fork(eligible).integer(eligible);
      if (place < capacity) parents[place] = individual.id;
      return placement;
    },
    elites: () => listElites(pool, 0),
  };
}
