import type { Search } from '../core/search.ts';
import type { Individual } from '../core/program.ts';
import { checkWhole } from './check-whole.ts';
import { updateOf } from './elite-changes.ts';
import { createPool, fromNothing, listElites, type Pool, type PoolArchive } from './pool.ts';

/** Options of the searches with one population. */
export interface PoolSearchOptions {
  /** For `top`, `best-of-n` and `beam` an archive of the best programs is meant. */
  readonly createArchive: () => PoolArchive;
  /** The most inspirations that come with a parent: the best other elites. */
  readonly inspirations: number;
}

/** Greedy: always changes the best program. No draw is made. */
export function createTopSearch(options: PoolSearchOptions): Search {
  return createPoolSearch(options, { parent: ({ elites }) => elites[0]?.id });
}

/** A beam: changes the programs of its archive, whose size is the beam's width, in turn by ordinal. No draw is made. */
export function createBeamSearch(options: PoolSearchOptions): Search {
  return createPoolSearch(options, {
    parent: ({ elites }, ordinal) => elites[ordinal % Math.max(1, elites.length)]?.id,
  });
}

export interface BestOfNOptions extends PoolSearchOptions {
  /** Children of one parent before the next is chosen; at least 1. */
  readonly n: number;
}

/**
 * Best-of-n: changes the same parent until n children were reported, of whichever parent, then goes on from the
 * best program. Founders move the parent at once and are not counted. No draw is made.
 */
export function createBestOfNSearch({ n, ...options }: BestOfNOptions): Search {
  checkWhole('n', n, 1);
  let parent: string | undefined;
  let children = 0;
  return createPoolSearch(options, {
    parent: () => parent,
    onTell({ elites }, { parents }) {
      if (parents.length > 0) children += 1;
      if (parents.length > 0 && parent !== undefined && children < n) return;
      parent = elites[0]?.id;
      children = 0;
    },
  });
}

interface Strategy {
  /** Undefined while nothing is scored. */
  readonly parent: (pool: Pool, ordinal: number) => string | undefined;
  readonly onTell?: (pool: Pool, individual: Individual) => void;
}

function createPoolSearch(
  { createArchive, inspirations }: PoolSearchOptions,
  { parent: parentOf, onTell }: Strategy,
): Search {
  checkWhole('inspirations', inspirations, 0);
  const pool = createPool(createArchive());
  return {
    ask(ordinal) {
      const parent = parentOf(pool, ordinal);
      if (parent === undefined) return fromNothing(0);
      return { island: 0, parent, inspirations: bestBesides(parent, pool, inspirations) };
    },
    tell(individual) {
      const update = updateOf(individual, pool, () => pool.add(individual));
      onTell?.(pool, individual);
      return update;
    },
    elites: () => listElites(pool, 0),
  };
}

/** Ids of the best elites except one program, at most `count`. */
function bestBesides(parent: string, { elites }: Pool, count: number): string[] {
  const ids: string[] = [];
  for (const { id } of elites) {
    if (ids.length >= count) break;
    if (id !== parent) ids.push(id);
  }
  return ids;
}
