import type { ArchiveUpdate, Elite, EliteChange } from './search.ts';

/** The part of a program that ranking needs. */
export interface RankedProgram {
  readonly id: string;
  readonly ordinal: number;
  readonly island: number;
  readonly fitness: number | null;
}

/** The elites of a search, restored from its updates alone. */
export interface EliteFold {
  /** Takes how a program was placed. */
  add(program: RankedProgram, update: Omit<ArchiveUpdate, 'changes'>): void;
  change(change: EliteChange): void;
  /** The answer of `Search.elites`. O(elites log elites). */
  elites(): readonly Elite[];
}

/** Of a program without an update. */
const UNKNOWN: { readonly fitness: number; readonly ordinal: number } = {
  fitness: -Infinity,
  ordinal: 0,
};

/** A fold over no updates. It remembers fitness and ordinal of every scored program. */
export function createEliteFold(): EliteFold {
  const programs = new Map<string, typeof UNKNOWN>();
  const islands = new Map<number, Map<string, string | null>>();
  const cellsOf = (island: number): Map<string, string | null> => {
    const cells = islands.get(island) ?? new Map<string, string | null>();
    islands.set(island, cells);
    return cells;
  };
  const ranked = (island: number, cells: ReadonlyMap<string, string | null>): readonly Elite[] =>
    [...cells]
      .map(([id, cell]) => ({ id, cell, ...(programs.get(id) ?? UNKNOWN) }))
      .toSorted((a, b) => b.fitness - a.fitness || a.ordinal - b.ordinal)
      .map(({ id, cell, fitness }, rank) => {
        return { id, island, fitness, cell: cell ?? String(rank + 1) };
      });
  return {
    add(program, { placement, cell, replaces }) {
      const { id, ordinal, island, fitness } = program;
      if (fitness !== null) programs.set(id, { ordinal, fitness });
      const cells = cellsOf(island);
      for (const gone of replaces) cells.delete(gone);
      if (placement !== 'not-added') cells.set(id, cell);
    },
    change({ island, entered, left }) {
      const cells = cellsOf(island);
      for (const id of left) cells.delete(id);
      for (const { id, cell } of entered) cells.set(id, cell);
    },
    elites: () =>
      [...islands]
        .toSorted(([a], [b]) => a - b)
        .flatMap(([island, cells]) => ranked(island, cells))
        .toSorted((a, b) => b.fitness - a.fitness),
  };
}
