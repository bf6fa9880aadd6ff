/** Counter of a metered policy's steps. */
export interface StepMeter {
  /** Gives it the cells that compiled code counts in, at least one: each a small integer of steps left. */
  readonly connect: (cells: readonly StepCell[]) => void;
  /** To be called when a cell is below 0. Throws RangeError when there is nothing left, each time. */
  readonly over: () => void;
  /** Takes `steps`, rounded up. Throws as `over` does. */
  readonly charge: (steps: number) => void;
  /** Starts again from 0. */
  readonly allow: (steps: number) => void;
  readonly taken: () => number;
}

/** Where the code of one file keeps the steps that are left to it. */
export interface StepCell {
  readonly get: () => number;
  readonly set: (left: number) => void;
}

/** A count that stays a small integer, which the engine keeps unboxed, is three times as quick. */
const CHUNK = 2 ** 30 - 1;

/** Creates a meter that allows nothing yet and counts nowhere. */
export function createMeter(): StepMeter {
  const RealRangeError = RangeError;
  const { ceil, floor, min } = Math;
  let cells: readonly StepCell[] = [];
  let allowed = Infinity;
  /** Steps that no cell holds yet. */
  let reserve = Infinity;
  const left = (): number => {
    let total = reserve;
    for (let at = 0; at < cells.length; at += 1) total += cells[at]?.get() ?? 0;
    return total;
  };
  const share = (total: number): void => {
    const each = cells.length === 0 ? 0 : min(floor(total / cells.length), CHUNK);
    reserve = total - each * cells.length;
    for (let at = 0; at < cells.length; at += 1) cells[at]?.set(each);
  };
  const settle = (total: number): void => {
    // A policy that goes on after the throw stays below 0, so that it is caught again.
    share(total < 0 ? -1 : total);
    if (total < 0) throw new RealRangeError(`more than ${allowed} steps in one case`);
  };
  return {
    connect(given) {
      cells = given;
    },
    over: () => settle(left()),
    charge(steps) {
      const whole = ceil(steps);
      const first = cells[0];
      const after = first === undefined ? -1 : first.get() - whole;
      if (first !== undefined && after >= 0) first.set(after);
      else settle(left() - whole);
    },
    allow(steps) {
      allowed = steps;
      share(steps);
    },
    taken: () => allowed - left(),
  };
}
