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
