import type { Unit } from './units.ts';

/**
 * The units that may be on the stack more than once: those that a chain of calls leads back to themselves. A call of
 * which nobody knows what it calls leads to every unit that is a value. R. E. Tarjan, Depth-first search and linear
 * graph algorithms, 1972.
 */
// oxlint-disable-next-line max-lines-per-function, complexity -- one algorithm over its own stack
export function unitsInCycles(units: readonly Unit[]): ReadonlySet<Unit> {
  const unknown = units.length;
  const index = new Map(units.map((unit, at) => [unit, at]));
  const values = units.flatMap(({ isValue }, at) => (isValue ? [at] : []));
  const next = (at: number): readonly number[] => {
    const unit = units[at];
    if (unit === undefined) return values;
    const known = [...unit.calls].flatMap((called) => index.get(called) ?? []);
    return unit.callsUnknown ? [...known, unknown] : known;
  };
  const found = new Set<Unit>();
  const order: number[] = [];
  const lowest: number[] = [];
  const open: number[] = [];
  const isOpen: boolean[] = [];
  let count = 0;
  const close = (at: number): void => {
    const members: number[] = [];
    for (let last = open.pop(); last !== undefined; last = last === at ? undefined : open.pop()) {
      isOpen[last] = false;
      members.push(last);
    }
    const isCycle = members.length > 1 || next(at).includes(at);
    for (const member of isCycle ? members : []) {
      const unit = units[member];
      if (unit !== undefined) found.add(unit);
    }
  };
  for (let root = 0; root < units.length; root += 1) {
    if (order[root] !== undefined) continue;
    const work: { readonly at: number; readonly rest: number[]; readonly from: number }[] = [];
    const enter = (at: number, from: number): void => {
      order[at] = lowest[at] = count;
      count += 1;
      open.push(at);
      isOpen[at] = true;
      work.push({ at, rest: [...next(at)], from });
    };
    const leave = (at: number, from: number): void => {
      work.pop();
      if (lowest[at] === order[at]) close(at);
      if (from >= 0) lowest[from] = Math.min(lowest[from] ?? 0, lowest[at] ?? 0);
    };
    enter(root, -1);
    for (let top = work.at(-1); top !== undefined; top = work.at(-1)) {
      const { at, rest, from } = top;
      const to = rest.pop();
      if (to === undefined) leave(at, from);
      else if (order[to] === undefined) enter(to, at);
      else if (isOpen[to] === true) lowest[at] = Math.min(lowest[at] ?? 0, order[to] ?? 0);
    }
  }
  return found;
}
