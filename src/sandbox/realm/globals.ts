import { freezeReachable } from './freeze.ts';

/**
 * Every global a policy may name. Whatever the engine adds later stays out until it is listed. No
 * Promise: a policy is synchronous, so nothing of a case can go on in the next one.
 */
const ALLOWED = new Set<string>(
  `Infinity NaN undefined globalThis isFinite isNaN parseFloat parseInt
  decodeURI decodeURIComponent encodeURI encodeURIComponent
  Object Boolean Symbol Number BigInt Math String RegExp Array JSON Reflect Proxy Iterator
  Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError
  Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array
  BigInt64Array BigUint64Array Float16Array Float32Array Float64Array DataView
  Map Set WeakMap WeakSet`.split(/\s+/),
);

/** Members of builtins that stay; the rest of these objects goes. */
const MEMBERS: readonly (readonly [object, readonly PropertyKey[]])[] = [
  // The others remember the last match of anything that ran in the realm.
  [RegExp, ['length', 'name', 'prototype', 'escape', Symbol.species]],
  [Error, ['length', 'name', 'prototype', 'isError', 'stackTraceLimit']],
  // Without `fromAsync`, which makes promises.
  [Array, ['length', 'name', 'prototype', 'from', 'of', 'isArray', Symbol.species]],
  // No resizing and no transfer: memory that is not counted, and arrays that vanish under a reader.
  [ArrayBuffer.prototype, ['constructor', 'byteLength', 'slice', Symbol.toStringTag]],
];

type Members = readonly [holder: object, keys: string];

/** What leads to big integers and to regular expressions. */
const EXTRAS: readonly (readonly [extra: string, holders: readonly Members[]])[] = [
  [
    'bigint',
    [
      [globalThis, 'BigInt BigInt64Array BigUint64Array'],
      [DataView.prototype, 'getBigInt64 getBigUint64 setBigInt64 setBigUint64'],
    ],
  ],
  [
    'regexp',
    [
      [globalThis, 'RegExp'],
      // They make regular expressions of texts.
      [String.prototype, 'match matchAll search'],
    ],
  ],
];

const { defineProperty, getPrototypeOf, setPrototypeOf } = Object;

/**
 * Leaves only the allowed globals, without clocks, without code from strings, without memory that
 * escapes the isolate's limit; then freezes all that is reachable, so that nothing a policy does
 * outlives its own objects.
 */
export function hardenGlobals(random: () => number, extras: readonly string[]): void {
  removeExtras(extras);
  for (const [holder, kept] of MEMBERS) {
    for (const key of Reflect.ownKeys(holder)) {
      if (!kept.includes(key)) Reflect.deleteProperty(holder, key);
    }
  }
  // The realm's own counters of `Math.random` cannot be seeded.
  setValue(Math, 'random', { random }.random);
  const FixedBuffer = fixedBuffer();
  const functions = withoutCodeFromStrings();
  const clock = stoppedClock();
  for (const key of Reflect.ownKeys(globalThis)) {
    if (typeof key !== 'string' || !ALLOWED.has(key)) Reflect.deleteProperty(globalThis, key);
  }
  setValue(globalThis, 'ArrayBuffer', FixedBuffer);
  setValue(globalThis, 'Function', functions);
  setValue(globalThis, 'Date', clock);
  freezeReachable();
}

function removeExtras(extras: readonly string[]): void {
  for (const [extra, holders] of EXTRAS) {
    if (extras.includes(extra)) continue;
    for (const [holder, keys] of holders) {
      for (const key of keys.split(' ')) Reflect.deleteProperty(holder, key);
    }
  }
}

function setValue(holder: object, key: PropertyKey, value: unknown): void {
  defineProperty(holder, key, { value, writable: true, enumerable: false, configurable: true });
}

/** `ArrayBuffer` without its options, so that no buffer can grow. */
function fixedBuffer(): unknown {
  const Real = ArrayBuffer;
  const { construct } = Reflect;
  function FixedArrayBuffer(length: number): unknown {
    if (new.target === undefined) throw new TypeError('ArrayBuffer needs new');
    return construct(Real, [length], new.target);
  }
  setValue(FixedArrayBuffer, 'name', 'ArrayBuffer');
  // oxlint-disable-next-line typescript/unbound-method -- it needs no `this`
  setValue(FixedArrayBuffer, 'isView', Real.isView);
  defineProperty(FixedArrayBuffer, 'prototype', { value: Real.prototype, writable: false });
  setValue(Real.prototype, 'constructor', FixedArrayBuffer);
  return FixedArrayBuffer;
}

/** Replaces the four constructors that compile text, wherever they can be reached. */
function withoutCodeFromStrings(): unknown {
  const kinds = [
    function plain() {},
    function* generator() {},
    async function asynchronous() {},
    async function* both() {},
  ];
  const fakes = kinds.map((kind) => {
    const prototype: object = getPrototypeOf(kind);
    const fake = function Function(): never {
      throw new TypeError('a policy cannot make code from text');
    };
    defineProperty(fake, 'prototype', { value: prototype, writable: false });
    setValue(prototype, 'constructor', fake);
    return fake;
  });
  const [first, ...others] = fakes;
  for (const fake of others) setPrototypeOf(fake, first ?? null);
  Reflect.deleteProperty(Function.prototype, 'caller');
  Reflect.deleteProperty(Function.prototype, 'arguments');
  return first;
}

/** A clock that stands still in 1970, since some models ask for the time anyway. */
function stoppedClock(): unknown {
  const clock = function Date(): never {
    throw new TypeError('a policy has no clock');
  };
  Reflect.deleteProperty(clock, 'prototype');
  const now = (): number => 0;
  setValue(clock, 'now', now);
  return clock;
}
