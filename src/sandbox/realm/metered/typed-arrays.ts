import { plainList } from './iterables.ts';
import { chargerOf, rangeOf, replace, typedLength, type Charge } from './wrap.ts';

const { apply } = Reflect;
const { ceil, log2 } = Math;

/** Builtins of typed arrays and buffers are charged by the elements that they touch. */
export function meterTypedArrays(charge: Charge): void {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- %TypedArray%
  const TypedArray = Object.getPrototypeOf(Int8Array) as { readonly prototype: object };
  const { prototype } = TypedArray;
  const before = chargerOf(prototype, charge);
  const whole = (self: unknown): number => typedLength(self) ?? 0;
  const part = (self: unknown): number => whole(self) / 8 + 1;
  before('map forEach filter join reverse toReversed with', whole);
  before('copyWithin indexOf toLocaleString', whole);
  before('find findIndex findLast findLastIndex some every', part);
  before('includes', part);
  before('slice', (self, start, end) => rangeOf(whole(self), start, end));
  before('fill', (self, _, start) => rangeOf(whole(self), start, undefined) / 4 + 1);
  before('sort toSorted', (self) => sortCost(whole(self)));
  meterOthers(TypedArray, charge);
}

function meterOthers(TypedArray: { readonly prototype: object }, charge: Charge): void {
  const { prototype } = TypedArray;
  for (const key of ['reduce', 'reduceRight', 'lastIndexOf']) {
    replace(prototype, key, (original) => ({
      method(this: unknown, ...args: unknown[]): unknown {
        charge(typedLength(this) ?? 0);
        return apply(original, this, args);
      },
    }));
  }
  replace(prototype, 'set', (original) => ({
    set(this: unknown, source: unknown, offset: unknown): unknown {
      return original.call(this, plainList(source, charge), offset);
    },
  }));
  replace(TypedArray, 'from', (original) => ({
    from(this: unknown, source: unknown, ...others: unknown[]): unknown {
      return original.call(this, plainList(source, charge), ...others);
    },
  }));
  replace(ArrayBuffer.prototype, 'slice', (original) => ({
    slice(this: unknown, start: unknown, end: unknown): unknown {
      const made: unknown = original.call(this, start, end);
      charge(bytesOf(made) / 8);
      return made;
    },
  }));
}

function sortCost(size: number): number {
  return size * (1 + ceil(log2(size + 1)));
}

/** 0 for anything but a buffer. */
export function bytesOf(value: unknown): number {
  return value instanceof ArrayBuffer ? value.byteLength : 0;
}
