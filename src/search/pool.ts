import type { Archive, Elite, Placement, Selection } from '../core/search.ts';
import type { Individual } from '../core/program.ts';
import type { Cells } from './elite-changes.ts';

/**
 * The archive that a search keeps elites in. An archive that knows positions gets diverse inspirations from far
 * cells; from any other one they are drawn at random.
 */
export type PoolArchive = Archive & {
  /** Where on its grid the archive keeps the program, or would: the bin on each axis. */
  readonly positionOf?: (individual: Individual) => readonly number[];
  /** Number of times that its elites may have changed their positions; never, when left out. */
  readonly recuts?: number;
};

/** An archive with its elites at hand, so that asking neither sorts nor copies. */
export interface Pool {
  /** Best first. Never changed in place. */
  readonly elites: readonly Individual[];
  readonly archive: PoolArchive;
  readonly cells: Cells;
  add(individual: Individual): Placement;
}

/** Wraps an archive. Elites are listed again only when the archive changed. */
export function createPool(archive: PoolArchive): Pool {
  let elites = archive.elites();
  let cells = cellsOf(archive, elites);
  return {
    archive,
    get elites() {
      return elites;
    },
    get cells() {
      return cells;
    },
    add(individual) {
      const { recuts } = archive;
      const placement = archive.add(individual);
      // A grid that cuts its bins again may lose elites without taking the newcomer.
      const changed = placement !== 'not-added' || archive.size !== elites.length;
      if (changed) elites = archive.elites();
      const isRecut = archive.recuts !== recuts;
      if (changed || isRecut) cells = cellsOf(archive, elites, isRecut ? undefined : cells);
      return placement;
    },
  };
}

/** Writing positions is the work: those that did not move are taken from before. */
function cellsOf(archive: PoolArchive, elites: readonly Individual[], before?: Cells): Cells {
  return new Map(
    elites.map((individual) => [
      individual.id,
      before?.get(individual.id) ?? archive.positionOf?.(individual).join(',') ?? null,
    ]),
  );
}

/** The elites of a pool as a search reports them, best first. A cell is a position, or else the rank from 1. */
export function listElites({ cells, elites }: Pool, island: number): Elite[] {
  return elites.map((individual, index) => ({
    id: individual.id,
    island,
    fitness: individual.fitness ?? -Infinity,
    cell: cells.get(individual.id) ?? String(index + 1),
  }));
}

/** The selection while nothing has a score yet: a program from nothing. */
export function fromNothing(island: number): Selection {
  return { island, parent: null, inspirations: [] };
}

/** Whether `a` is a better elite than `b`: fitter, or as fit and older. A missing one is worst. */
export function isBetter(a: Individual | undefined, b: Individual | undefined): boolean {
  if (a === undefined || b === undefined) return a !== undefined;
  const [first, second] = [a.fitness ?? -Infinity, b.fitness ?? -Infinity];
  return first === second ? a.ordinal < b.ordinal : first > second;
}
