import type { ArchiveUpdate, EliteChange, Occupant, Placement } from '../core/search.ts';
import type { Individual } from '../core/program.ts';

/** The cell of each elite by id, null in an archive without cells. Never changed in place. */
export type Cells = ReadonlyMap<string, string | null>;

/** Something that keeps elites on an island: a pool, or the island itself. */
export interface Holder {
  readonly cells: Cells;
}

/** Adds a program with `add` and tells what that changed where it is kept: O(elites), or O(1) for nothing. */
export function updateOf(
  { id, island }: Pick<Individual, 'id' | 'island'>,
  holder: Holder,
  add: () => Placement,
): ArchiveUpdate {
  const before = holder.cells;
  const placement = add();
  const { entered, left } = difference(before, holder.cells);
  const isAdded = placement !== 'not-added';
  const moved = {
    cause: 'recut',
    island,
    entered: entered.filter((occupant) => occupant.id !== id),
    left: isAdded ? [] : left,
  } as const;
  return {
    placement,
    cell: isAdded ? (holder.cells.get(id) ?? null) : null,
    replaces: isAdded ? left : [],
    changes: isChange(moved) ? [moved] : [],
  };
}

/** Does something to an island and tells what that changed: one change, or none. */
export function changesBy(
  { cause, island }: Pick<EliteChange, 'cause' | 'island'>,
  holder: Holder,
  act: () => void,
): readonly EliteChange[] {
  const before = holder.cells;
  act();
  const change = { cause, island, ...difference(before, holder.cells) };
  return isChange(change) ? [change] : [];
}

function isChange({ entered, left }: EliteChange): boolean {
  return entered.length > 0 || left.length > 0;
}

function difference(before: Cells, after: Cells): Pick<EliteChange, 'entered' | 'left'> {
  if (before === after) return { entered: [], left: [] };
  const entered: Occupant[] = [];
  for (const [id, cell] of after) if (before.get(id) !== cell) entered.push({ id, cell });
  return { entered, left: [...before.keys()].filter((id) => !after.has(id)) };
}
