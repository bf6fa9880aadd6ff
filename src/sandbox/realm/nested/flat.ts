import { isTrueArray, replace, sizeOf } from '../metered/wrap.ts';
import type { Tools } from './depth.ts';

const { apply } = Reflect;

/** What goes through arrays in arrays, which may be the same one many times; each level is a nested call. */
export function countFlattening({ charge, depth }: Tools): void {
  const pour = (from: readonly unknown[], levels: number, into: unknown[]): void => {
    charge(sizeOf(from) + 1);
    const before = depth.enter(1);
    try {
      for (let at = 0; at < from.length; at += 1) {
        if (!(at in from)) continue;
        const item = from[at];
        if (levels > 0 && isTrueArray(item)) pour(item, levels - 1, into);
        else into[into.length] = item;
      }
    } finally {
      depth.leave(before);
    }
  };
  replace(Array.prototype, 'flat', () => ({
    flat(this: readonly unknown[], levels?: unknown): unknown {
      const into: unknown[] = [];
      pour(this, levels === undefined ? 1 : Number(levels), into);
      return into;
    },
  }));
  replace(Array.prototype, 'flatMap', () => ({
    flatMap(this: readonly unknown[], visit: unknown, self?: unknown): unknown {
      if (typeof visit !== 'function') throw new TypeError('flatMap needs a function');
      const into: unknown[] = [];
      const size = sizeOf(this);
      charge(size + 1);
      for (let at = 0; at < size; at += 1) {
        if (!(at in this)) continue;
        const item: unknown = apply(visit, self, [this[at], at, this]);
        if (isTrueArray(item)) pour(item, 0, into);
        else into[into.length] = item;
      }
      return into;
    },
  }));
}
