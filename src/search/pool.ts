import type { Archive, Elite, Placement, Selection } from '../core/search.ts';
import type { Individual } from '../core/program.ts';

/**
 * What a search keeps elites in. An archive that knows positions gets diverse inspirations from far
 * cells; from any other one they are drawn at random.
 */
export type PoolArchive = Archive & {
  /** Where on its grid the archive keeps the program, or would: the bin on each axis. */
  readonly positionOf?: (individual: Individual) => readonly number[];
};

/** An archive with its elites at hand, so that asking neither sorts nor copies. */
export interface Pool {
  /** Best first. Never changed in place. */
  readonly elites: readonly Individual[];
  readonly archive: PoolArchive;
  /** What the archive answered, and whether `elites` is another list now. */
  add(individual: Individual): { readonly placement: Placement; readonly changed: boolean };
}

/** Wraps an archive. Elites are listed again only when the archive changed. */
export function createPool(archive: PoolArchive): Pool {
  let elites = archive.elites();
  return {
    archive,
    get elites() {
      return elites;
    },
    add(individual) {
      const placement = archive.add(individual);
      // A grid that cuts its bins anew may lose elites without taking the newcomer.
      const changed = placement !== 'not-added' || archive.size !== elites.length;
      if (changed) elites = archive.elites();
      return { placement, changed };
    },
  };
}

/** The elites of a pool as a search reports them, best first. A cell is a position, or else the rank from 1. */
export function listElites({ archive, elites }: Pool, island: number): Elite[] {
  return elites.map((individual, index) => ({
    id: individual.id,
    island,
    fitness: individual.fitness ?? -Infinity,
    cell: archive.positionOf?.(individual).join(',') ?? String(index + 1),
  }));
}

/** What to change when nothing has a score yet: a program from nothing. */
export function fromNothing(island: number): Selection {
  return { island, parent: null, inspirations: [] };
}

/** Whether `a` is a better elite than `b`: fitter, or as fit and older. A missing one is worst. */
export function isBetter(a: Individual | undefined, b: Individual | undefined): boolean {
  if (a === undefined || b === undefined) return a !== undefined;
  const [first, second] = [a.fitness ?? -Infinity, b.fitness ?? -Infinity];
  return first === second ? a.ordinal < b.ordinal : first > second;
}
