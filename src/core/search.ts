import type { Individual } from './program.ts';
import type { Rng } from './rng.ts';

/** What the search wants next: change `parent`, inspired by the others. */
export interface Selection {
  readonly island: number;
  /** Null asks for a program from nothing. */
  readonly parent: string | null;
  /** Best first; never holds the parent. */
  readonly inspirations: readonly string[];
}

/** Where a program went. */
export type Placement = 'new' | 'improved' | 'not-added';

/** A search algorithm as two verbs: synchronous, pure, so that replay is exact. */
export interface Search {
  /** Reads the state and never changes it. `ordinal` is the number of the coming candidate. */
  ask(ordinal: number, rng: Rng): Selection;
  tell(individual: Individual): Placement;
  /** What is kept now, best first, with the cell or rank each one holds. */
  elites(): readonly Elite[];
}

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
  add(individual: Individual): Placement;
  /** Best first, an older program before a newer equal one. Never empty after a scored `add`. */
  elites(): readonly Individual[];
}
