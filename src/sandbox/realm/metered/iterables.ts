import {
  isProxy,
  isTrueArray,
  replace,
  sizeOf,
  typedLength,
  type Builtin,
  type Charge,
} from './wrap.ts';

const { getOwnPropertyDescriptor, getPrototypeOf, hasOwn } = Object;
const { construct } = Reflect;
const { iterator } = Symbol;
const RealSet = Set;

/** The engine's own way through an array, by what has it. */
const ARRAY_VALUES: unknown = Reflect.get(Array.prototype, iterator);
const TYPED_VALUES: unknown = Reflect.get(getPrototypeOf(Int8Array.prototype), iterator);
const SET_VALUES: unknown = Reflect.get(Set.prototype, iterator);
const MAP_ENTRIES: unknown = Reflect.get(Map.prototype, iterator);
// oxlint-disable typescript/unbound-method -- they are called with `call`
const readSetSize: Builtin | undefined = getOwnPropertyDescriptor(Set.prototype, 'size')?.get;
const readMapSize: Builtin | undefined = getOwnPropertyDescriptor(Map.prototype, 'size')?.get;
// oxlint-enable typescript/unbound-method

/** Items of what the engine iterates by itself; undefined for anything else. */
export function plainSize(value: unknown): number | undefined {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null || isProxy(value)) return undefined;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an object
  const values = (value as { readonly [Symbol.iterator]?: unknown })[Symbol.iterator];
  if (values === ARRAY_VALUES) return isTrueArray(value) ? value.length : undefined;
  return sizeBy(values, value);
}

function sizeBy(values: unknown, value: object): number | undefined {
  if (values === TYPED_VALUES) return typedLength(value);
  if (values === SET_VALUES) return Number(readSetSize?.call(value));
  return values === MAP_ENTRIES ? Number(readMapSize?.call(value)) : undefined;
}

/** The engine's own iterators, which answer no item of a policy's code. */
const NATIVE: ReadonlySet<unknown> = new Set(
  [[].values(), new Map().values(), new Set().values(), ''[Symbol.iterator]()].map(getPrototypeOf),
);

function isNative(value: unknown): value is Iterable<unknown> {
  if (typeof value !== 'object' || value === null || isProxy(value)) return false;
  if (!NATIVE.has(getPrototypeOf(value))) return false;
  return !hasOwn(value, 'next') && !hasOwn(value, Symbol.iterator);
}

/** What has the items of an iterable and was charged for them: itself, or an array. */
export function collected(value: unknown, charge: Charge): unknown {
  const size = plainSize(value);
  if (size !== undefined) {
    charge(size + 1);
    return value;
  }
  if (isNative(value)) {
    const all = [...value];
    charge(all.length + 1);
    return all;
  }
  const items: unknown[] = [];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is none throws TypeError
  for (const item of value as Iterable<unknown>) {
    charge(2);
    items[items.length] = item;
  }
  return items;
}

/** The same for what may also be like an array: an object with a length. */
export function plainList(value: unknown, charge: Charge): unknown {
  if (value === undefined || value === null) return value;
  const isIterable = Reflect.get(Object(value), iterator) !== undefined;
  if (isIterable) return collected(value, charge);
  charge(sizeOf(value) + 1);
  return value;
}

/** `Array.from`, and what else takes an iterable. */
export function meterArrayFrom(charge: Charge): void {
  replace(Array, 'from', (original) => ({
    // oxlint-disable-next-line max-params -- a list of the arguments would have to be made at each call
    from(this: unknown, items: unknown, map: unknown, self: unknown): unknown {
      return original.call(this, plainList(items, charge), map, self);
    },
  }));
}

/** Constructors that take an iterable, and the builtins that go through maps and sets. */
export function meterCollections(charge: Charge): void {
  for (const name of ['Map', 'Set', 'WeakMap', 'WeakSet', 'AggregateError'] as const) {
    const Real: { readonly prototype: object } = globalThis[name];
    replace(globalThis, name, (original) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a constructor
      const Original = original as unknown as new (...args: unknown[]) => unknown;
      function made(this: unknown, items: unknown, ...others: unknown[]): unknown {
        const list = items === undefined || items === null ? undefined : collected(items, charge);
        if (new.target === made && others.length === 0) return new Original(list);
        return construct(Original, [list, ...others], new.target ?? missingNew(name));
      }
      for (const key of Reflect.ownKeys(Real)) {
        const property = getOwnPropertyDescriptor(Real, key);
        if (property !== undefined) Object.defineProperty(made, key, property);
      }
      Object.defineProperty(Real.prototype, 'constructor', { value: made });
      return { made };
    });
  }
  for (const [holder, size] of [
    [Map.prototype, readMapSize],
    [Set.prototype, readSetSize],
  ] as const) {
    for (const key of ['forEach', 'clear']) {
      replace(holder, key, (original) => ({
        method(this: unknown, visit: unknown, self: unknown): unknown {
          charge(Number(size?.call(this)) + 1);
          return original.call(this, visit, self);
        },
      }));
    }
  }
  meterSets(charge);
  meterGroups(charge);
}

function missingNew(name: string): never {
  throw new TypeError(`Constructor ${name} requires 'new'`);
}

/** The operations of two sets see a copy of the other one: it may lie about its size. */
function meterSets(charge: Charge): void {
  const keys =
    'union intersection difference symmetricDifference isSubsetOf isSupersetOf isDisjointFrom';
  for (const key of keys.split(' ')) {
    replace(Set.prototype, key, (original) => ({
      method(this: unknown, other: { keys(): unknown }): unknown {
        charge(Number(readSetSize?.call(this)) + 1);
        const items = collected({ [iterator]: () => other.keys() }, charge);
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as `collected` answers
        return original.call(this, new RealSet(items as unknown[]));
      },
    }));
  }
}

function meterGroups(charge: Charge): void {
  for (const [holder, key] of [
    [Object, 'groupBy'],
    [Map, 'groupBy'],
    [Object, 'fromEntries'],
  ] as const) {
    replace(holder, key, (original) => ({
      method(this: unknown, items: unknown, by: unknown): unknown {
        return original.call(this, collected(items, charge), by);
      },
    }));
  }
}
