import type { ArchiveUpdate, Elite } from '../core/search.ts';
import type { Individual } from '../core/program.ts';
import { updateOf } from './elite-changes.ts';
import { createPool, listElites, type PoolArchive } from './pool.ts';

/** The programs of a search with one population: half of a Search, for those who write only how parents are chosen. */
export interface Population {
  /** The elites of the archive, best first. Never changed in place. */
  readonly members: readonly Individual[];
  /** Adds a program and reports every change of the elites, as `Search.tell` must. */
  tell(this: void, individual: Individual): ArchiveUpdate;
  /** As `Search.elites` must. */
  elites(this: void): readonly Elite[];
}

/** Creates a population in an empty archive, on island 0. */
export function createPopulation(archive: PoolArchive): Population {
  const pool = createPool(archive);
  return {
    get members() {
      return pool.elites;
    },
    tell: (individual) => updateOf(individual, pool, () => pool.add(individual)),
    elites: () => listElites(pool, 0),
  };
}
