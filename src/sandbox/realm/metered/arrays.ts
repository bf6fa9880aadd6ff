import { isTrueArray, rangeOf, replace, sizeOf, chargerOf, type Charge } from './wrap.ts';
import { meterArrayFrom } from './iterables.ts';

const { apply } = Reflect;
const { log2, ceil } = Math;

/** Builtins of arrays are charged by the elements that they touch. */
export function meterArrays(charge: Charge): void {
  const { prototype } = Array;
  const before = chargerOf(prototype, charge);
  const whole = (self: unknown): number => sizeOf(self);
  const part = (self: unknown): number => sizeOf(self) / 8 + 1;
  const range = (self: unknown, start: unknown, end: unknown): number =>
    rangeOf(sizeOf(self), start, end);
  before('map forEach filter join reverse toReversed copyWithin', whole);
  before('with toLocaleString indexOf', whole);
  before('find findIndex findLast findLastIndex some every', part);
  before('includes shift', part);
  before('slice', range);
  before('fill', (self, _, start) => rangeOf(sizeOf(self), start, undefined));
  before('sort toSorted', (self, by) => sortCost(self, by));
  // What these do depends on the number of their arguments.
  for (const key of 'reduce reduceRight lastIndexOf splice toSpliced concat unshift'.split(' ')) {
    replace(prototype, key, (original) => ({
      method(this: unknown, ...args: unknown[]): unknown {
        charge(sizeOf(this) + args.length);
        if (key === 'concat') for (const arg of args) if (isTrueArray(arg)) charge(arg.length);
        const result: unknown = apply(original, this, args);
        if (key === 'concat' && isTrueArray(result)) charge(result.length);
        return result;
      },
    }));
  }
  meterFlattening(charge);
  meterArrayFrom(charge);
}

/** Comparisons that sorting takes at most; a comparison of texts takes as long as they are. */
export function sortCost(self: unknown, by: unknown): number {
  const size = sizeOf(self);
  const rounds = 1 + ceil(log2(size + 1));
  if (by !== undefined || !isTrueArray(self)) return size * rounds;
  let characters = 4 * size;
  for (let at = 0; at < size && at < self.length; at += 1) {
    const text = self[at];
    if (typeof text === 'string') characters += text.length / 16;
  }
  return characters * rounds;
}

/** These go through arrays in arrays, which may be the same one many times. */
function meterFlattening(charge: Charge): void {
  const pour = (from: readonly unknown[], depth: number, into: unknown[]): void => {
    charge(sizeOf(from) + 1);
    for (let at = 0; at < from.length; at += 1) {
      if (!(at in from)) continue;
      const item = from[at];
      if (depth > 0 && isTrueArray(item)) pour(item, depth - 1, into);
      else into[into.length] = item;
    }
  };
  replace(Array.prototype, 'flat', () => ({
    flat(this: readonly unknown[], depth?: unknown): unknown {
      const into: unknown[] = [];
      pour(this, depth === undefined ? 1 : Number(depth), into);
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
