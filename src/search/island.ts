import type { Elite, Placement } from '../core/search.ts';
import type { Individual } from '../core/program.ts';
import type { Rng } from '../core/rng.ts';
import type { Holder } from './elite-changes.ts';
import { chooseInspirations } from './inspirations.ts';
import type { ParentChoice } from './parent-choice.ts';
import { createParentSampler } from './parent-sampler.ts';
import { createPool, listElites, type PoolArchive } from './pool.ts';

export interface IslandOptions {
  /** Makes the empty archive of an island. */
  readonly createArchive: () => PoolArchive;
  readonly parentChoice: ParentChoice;
}

/** A population that evolves apart from others. */
export interface Island extends Holder {
  readonly size: number;
  readonly best: Individual | undefined;
  add(individual: Individual): Placement;
  /** Counts a child of an elite; programs that are not elites here are ignored. */
  noteChild(parent: string): void;
  /** The best elites, at most `count`. */
  top(count: number): readonly Individual[];
  /** Starts over with nothing but a scored founder. Changes nothing when the archive refuses it by throwing. */
  restart(founder: Individual): Placement;
  /** Throws RangeError when the island is empty. */
  choose(
    inspirations: number,
    rng: Rng,
  ): { readonly parent: string; readonly inspirations: string[] };
  elites(island: number): Elite[];
}

/**
 * Creates an empty island. Choosing and noting a child cost O(log elites); only an `add` that changes the archive
 * weighs all elites again, O(elites), and their number is bounded by the archive's cells.
 */
export function createIsland({ createArchive, parentChoice }: IslandOptions): Island {
  let pool = createPool(createArchive());
  let sampler = createParentSampler(parentChoice);
  return {
    get size() {
      return pool.elites.length;
    },
    get best() {
      return pool.elites[0];
    },
    get cells() {
      return pool.cells;
    },
    add(individual) {
      const before = pool.elites;
      const placement = pool.add(individual);
      if (pool.elites !== before) sampler.renew(pool.elites);
      return placement;
    },
    noteChild: (parent) => sampler.noteChild(parent),
    top: (count) => pool.elites.slice(0, count),
    restart(founder) {
      const fresh = createPool(createArchive());
      const placement = fresh.add(founder);
      [pool, sampler] = [fresh, createParentSampler(parentChoice)];
      sampler.renew(pool.elites);
      return placement;
    },
    choose(inspirations, rng) {
      const rank = sampler.find(rng.next());
      const parent = pool.elites[rank];
      if (parent === undefined) throw new RangeError('an empty island has no parent');
      return {
        parent: parent.id,
        inspirations: chooseInspirations(pool, { parent: rank, count: inspirations }, rng),
      };
    },
    elites: (island) => listElites(pool, island),
  };
}
