import type { Individual } from './program.ts';
import type { Rng } from './rng.ts';

/** The search's next request: change `parent`, inspired by the others. */
export interface Selection {
  readonly island: number;
  /** Null asks for a program from nothing. */
  readonly parent: string | null;
  /** Best first; never holds the parent. */
  readonly inspirations: readonly string[];
}

/** The archive's decision about a program. */
export type Placement = 'new' | 'improved' | 'not-added';

/** A place in an archive and the program that holds it. */
export interface Occupant {
  readonly id: string;
  /** Position on the grid, for example `2,7`; null in an archive without cells, which ranks its elites. */
  readonly cell: string | null;
}

/** Elites of one island that changed without a program of its own. */
export interface EliteChange {
  /**
   * `founder`: a seed starts on islands of others, too. `recut`: the bins of the grid moved.
   * `migration`: copies arrived. `reset`: the island started over from a copy.
   */
  readonly cause: 'founder' | 'recut' | 'migration' | 'reset';
  readonly island: number;
  /** Programs that are elites of the island now, or are in another cell. */
  readonly entered: readonly Occupant[];
  /** Programs that are no elites of the island any more. */
  readonly left: readonly string[];
}

/** Everything that telling one program did to the elites, so that a log of updates restores them. */
export interface ArchiveUpdate {
  readonly placement: Placement;
  /** Null when it was not added, and in an archive without cells. */
  readonly cell: string | null;
  /** Elites that left its island when it was added. */
  readonly replaces: readonly string[];
  /** The other changes in the same step, in this order. */
  readonly changes: readonly EliteChange[];
}

/** A search algorithm as two verbs: synchronous, pure, so that replay is exact. */
export interface Search {
  /** Reads the state and never changes it. `ordinal` is the number of the coming candidate. */
  ask(ordinal: number, rng: Rng): Selection;
  /** Takes a measured program, and answers with everything that it changed among the elites. */
  tell(individual: Individual): ArchiveUpdate;
  /**
   * The kept programs, best first, with the cell or rank of each. Equal ones stand in the order of
   * their islands, on one island the older first.
   */
  elites(): readonly Elite[];
}

/** A program that a search keeps. */
export interface Elite {
  readonly id: string;
  readonly island: number;
  readonly fitness: number;
  /** Position on the grid, for example `2,7`; unique within its island. */
  readonly cell: string;
}

/** A collection that keeps the best and the most different. */
export interface Archive {
  readonly size: number;
  /** Takes a program or leaves it, and says which. */
  add(individual: Individual): Placement;
  /** Best first, an older program before a newer equal one. Never empty after a scored `add`. */
  elites(): readonly Individual[];
}
