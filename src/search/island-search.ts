import type { ArchiveUpdate, EliteChange, Search } from '../core/search.ts';
import type { Individual } from '../core/program.ts';
import { createRng, type Rng } from '../core/rng.ts';
import { checkWhole } from './check-whole.ts';
import { changesBy, updateOf } from './elite-changes.ts';
import { createIsland, type Island, type IslandOptions } from './island.ts';
import { checkParentChoice } from './parent-choice.ts';
import { fromNothing, isBetter } from './pool.ts';

/** Copies of the best elites travel between islands, all at the same moment. */
export interface Migration {
  /** `ring`: to the next island. `star`: from island 0 to all others, and from these to island 0. */
  readonly topology: 'ring' | 'star';
  /** Programs between two migrations, failed ones included. */
  readonly every: number;
  /** Copies a sender sends. */
  readonly count: number;
}

/** The island with the worst best program starts over from the best one of another island. */
export interface Reset {
  /** Programs between two resets, failed ones included. */
  readonly every: number;
}

/** Options of a search on islands. */
export interface IslandSearchOptions extends IslandOptions {
  readonly islands: number;
  /** The most inspirations that come with a parent. */
  readonly inspirations: number;
  readonly migration?: Migration | undefined;
  readonly reset?: Reset | undefined;
  /** Names the stream that resets draw from. */
  readonly seed: string | number;
}

/**
 * Islands that evolve apart, take turns by ordinal, and now and then exchange their best or start over
 * (after FunSearch: Romera-Paredes et al., Nature 625, 2024).
 *
 * A child is told to the island it was asked for. A founder, a program without parents, goes to island
 * `ordinal mod islands` and to every island that so far has neither a founder of its own nor a scored child; such a
 * guest leaves when the island's own first founder arrives. So one seed starts everywhere, several start apart.
 * While an island is empty, its parents come from the next one that is not.
 *
 * The fittest program is never lost. Throws ConfigError when a number is out of range.
 * `tell` throws TypeError for an island that does not exist and for a program that the archive refuses.
 */
export function createIslandSearch(options: IslandSearchOptions): Search {
  check(options);
  const { inspirations, migration, reset } = options;
  const islands = Array.from({ length: options.islands }, () => createIsland(options));
  const settled = new Set<Island>();
  const draws = createRng(options.seed).fork('reset');
  let tells = 0;
  return {
    ask(ordinal, rng) {
      const home = ordinal % islands.length;
      for (let step = 0; step < islands.length; step += 1) {
        const source = islandAt(home + step, islands);
        if (source.size > 0) return { island: home, ...source.choose(inspirations, rng) };
      }
      return fromNothing(home);
    },
    tell(individual) {
      const update =
        individual.parents.length === 0
          ? addFounder(individual, islands, settled)
          : addChild(individual, islands, settled);
      tells += 1;
      const isDue = (rhythm: Migration | Reset | undefined): boolean =>
        rhythm !== undefined && tells % rhythm.every === 0;
      const changes = [...update.changes];
      if (migration !== undefined && isDue(migration)) changes.push(...migrate(islands, migration));
      if (isDue(reset)) changes.push(...restartWorst(islands, draws.fork(tells)));
      return { ...update, changes };
    },
    elites: () =>
      islands
        .flatMap((island, index) => island.elites(index))
        .toSorted((a, b) => b.fitness - a.fitness),
  };
}

function islandAt(index: number, islands: readonly Island[]): Island {
  const island = islands[index % islands.length];
  if (island === undefined) throw new TypeError(`there is no island ${index}`);
  return island;
}

const NOT_ADDED: ArchiveUpdate = { placement: 'not-added', cell: null, replaces: [], changes: [] };

/** Settled islands have a founder of their own or a scored child: they take no more guests. */
function addFounder(
  founder: Individual,
  islands: readonly Island[],
  settled: Set<Island>,
): ArchiveUpdate {
  const home = islandAt(founder.ordinal, islands);
  if (founder.fitness === null) return NOT_ADDED;
  const update = updateOf(founder, home, () =>
    settled.has(home) ? home.add(founder) : home.restart(founder),
  );
  settled.add(home);
  const visits = islands.flatMap((host, island) =>
    settled.has(host) ? [] : changesBy({ cause: 'founder', island }, host, () => host.add(founder)),
  );
  return { ...update, changes: [...update.changes, ...visits] };
}

function addChild(
  child: Individual,
  islands: readonly Island[],
  settled: Set<Island>,
): ArchiveUpdate {
  const home = islands[child.island];
  if (home === undefined) throw new TypeError(`there is no island ${child.island}`);
  const update = updateOf(child, home, () => home.add(child));
  if (child.fitness !== null) settled.add(home);
  const [parent] = child.parents;
  if (parent !== undefined) home.noteChild(parent);
  return update;
}

function migrate(
  islands: readonly Island[],
  { topology, count }: Migration,
): readonly EliteChange[] {
  // All copies are taken before any arrives, so that a program moves one step in each migration.
  const parcels = islands.map((island) => island.top(count));
  const isRoute = (from: number, to: number): boolean =>
    from !== to &&
    (topology === 'ring' ? to === (from + 1) % islands.length : from === 0 || to === 0);
  return islands.flatMap((receiver, island) =>
    changesBy({ cause: 'migration', island }, receiver, () => {
      const arrivals = parcels.filter((_, from) => isRoute(from, island)).flat();
      for (const migrant of arrivals) receiver.add(migrant);
    }),
  );
}

/** Does nothing when no other island has a program. */
function restartWorst(islands: readonly Island[], rng: Rng): readonly EliteChange[] {
  const worst = islands.reduce((a, b) => (isBetter(a.best, b.best) ? b : a));
  const donors = islands.flatMap((island) => (island === worst ? [] : (island.best ?? [])));
  if (donors.length === 0) return [];
  return changesBy({ cause: 'reset', island: islands.indexOf(worst) }, worst, () => {
    worst.restart(rng.pick(donors));
  });
}

function check({
  islands,
  inspirations,
  parentChoice,
  migration,
  reset,
}: IslandSearchOptions): void {
  checkWhole('islands', islands, 1);
  checkWhole('inspirations', inspirations, 0);
  checkParentChoice(parentChoice);
  if (migration !== undefined) {
    checkWhole('migration.every', migration.every, 1);
    checkWhole('migration.count', migration.count, 1);
  }
  if (reset !== undefined) checkWhole('reset.every', reset.every, 1);
}
