import type { Search } from '../core/search.ts';
import type { Individual } from '../core/program.ts';
import { checkWhole } from './check-whole.ts';
import { fromNothing, type PoolArchive } from './pool.ts';
import { createPopulation, type Population } from './population.ts';

/** Options of the searches with one population. */
export interface PoolSearchOptions {
  /** For `top`, `best-of-n` and `beam` an archive of the best programs is meant. */
  readonly createArchive: () => PoolArchive;
  /** The most inspirations that come with a parent: the best other elites. */
  readonly inspirations: number;
}

/** Greedy: always changes the best program. No draw is made. */
export function createTopSearch(options: PoolSearchOptions): Search {
  return createPoolSearch(options, { parent: ({ members }) => members[0]?.id });
}

/** A beam: changes the programs of its archive, whose size is the beam's width, in turn by ordinal. No draw is made. */
export function createBeamSearch(options: PoolSearchOptions): Search {
  return createPoolSearch(options, {
    parent: ({ members }, ordinal) => members[ordinal % Math.max(1, members.length)]?.id,
  });
}

export interface BestOfNOptions extends PoolSearchOptions {
  /** Children of one parent before the next is chosen; at least 1. */
  readonly n: number;
}

/**
 * Best-of-n: changes the same parent until n children were told, of whichever parent, then goes on from the
 * best program. Founders move the parent at once and are not counted. No draw is made.
 */
export function createBestOfNSearch({ n, ...options }: BestOfNOptions): Search {
  checkWhole('n', n, 1);
  let parent: string | undefined;
  let children = 0;
  return createPoolSearch(options, {
    parent: () => parent,
    onTell({ members }, { parents }) {
      if (parents.length > 0) children += 1;
      if (parents.length > 0 && parent !== undefined && children < n) return;
      parent = members[0]?.id;
      children = 0;
    },
  });
}

interface Strategy {
  /** Undefined while nothing is scored. */
  readonly parent: (population: Population, ordinal: number) => string | undefined;
  readonly onTell?: (population: Population, individual: Individual) => void;
}

function createPoolSearch(
  { createArchive, inspirations }: PoolSearchOptions,
  { parent: parentOf, onTell }: Strategy,
): Search {
  checkWhole('inspirations', inspirations, 0);
  const population = createPopulation(createArchive());
  return {
    ask(ordinal) {
      const parent = parentOf(population, ordinal);
      if (parent === undefined) return fromNothing(0);
      return { island: 0, parent, inspirations: otherBest(parent, population, inspirations) };
    },
    tell(individual) {
      const update = population.tell(individual);
      onTell?.(population, individual);
      return update;
    },
    elites: population.elites,
  };
}

/** Ids of the best elites except one program, at most `count`. */
function otherBest(parent: string, { members }: Population, count: number): string[] {
  const ids: string[] = [];
  for (const { id } of members) {
    if (ids.length >= count) break;
    if (id !== parent) ids.push(id);
  }
  return ids;
}
