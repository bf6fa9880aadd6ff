/** Takes steps from the running case; throws RangeError when there are no more. */
export type Charge = (steps: number) => void;

/** A builtin as its replacement calls it. */
// oxlint-disable-next-line typescript/no-explicit-any -- builtins of every shape
export type Builtin = (this: any, ...args: any[]) => any;

const { defineProperty, getOwnPropertyDescriptor, hasOwn } = Object;
const { isArray } = Array;
// oxlint-disable-next-line typescript/unbound-method -- it needs no `this`
const { isView } = ArrayBuffer;
const proxies = new WeakSet<object>();
let hasProxies = false;

/**
 * Puts the one member of what `make` makes of a builtin in its place, under its name and with its length. A method of a
 * literal, like most builtins, is no constructor.
 */
export function replace(
  holder: object,
  key: PropertyKey,
  make: (original: Builtin) => Readonly<Record<string, Builtin>>,
): void {
  const property = getOwnPropertyDescriptor(holder, key);
  const original: unknown = property?.value;
  if (property === undefined || typeof original !== 'function') return;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a builtin
  const [made] = Object.values(make(original as Builtin));
  if (made === undefined) return;
  disguise(made, original);
  defineProperty(holder, key, { ...property, value: made });
}

/** Gives a function the name and the length of another one. */
function disguise(made: object, original: object): void {
  for (const key of ['name', 'length']) {
    const property = getOwnPropertyDescriptor(original, key);
    if (property !== undefined) defineProperty(made, key, property);
  }
}

/** Steps that a call takes, by its `this` and its first two arguments. */
export type Cost = (self: unknown, first: unknown, second: unknown) => number;

/**
 * Answers what replaces builtins of `holder` that take at most three arguments, none of which changes their meaning by
 * being left out: `before('map filter', cost)`.
 */
export function chargerOf(holder: object, charge: Charge): (keys: string, cost: Cost) => void {
  return (keys, cost) => {
    for (const key of keys.split(' ')) {
      replace(holder, key, (original) => ({
        // oxlint-disable-next-line max-params -- a list of the arguments would have to be made at each call
        method(this: unknown, first: unknown, second: unknown, third: unknown): unknown {
          charge(cost(this, first, second));
          return original.call(this, first, second, third);
        },
      }));
    }
  };
}

/** Remembers a proxy: what it says of itself is not believed. */
export function noteProxy(proxy: object): void {
  hasProxies = true;
  proxies.add(proxy);
}

/** Whether it is a proxy of this realm. */
export function isProxy(value: unknown): boolean {
  return hasProxies && typeof value === 'object' && value !== null && proxies.has(value);
}

/** Whether its length is the engine's own. */
export function isTrueArray(value: unknown): value is readonly unknown[] {
  return isArray(value) && !(hasProxies && proxies.has(value));
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- %TypedArray%.prototype
const typedPrototype = Object.getPrototypeOf(Int8Array.prototype) as object;
// oxlint-disable-next-line typescript/unbound-method -- it is called with `call`
const readTypedLength: Builtin | undefined = getOwnPropertyDescriptor(
  typedPrototype,
  'length',
)?.get;
// oxlint-disable-next-line typescript/unbound-method -- it is called with `call`
const readTypedName: Builtin | undefined = getOwnPropertyDescriptor(
  typedPrototype,
  Symbol.toStringTag,
)?.get;

/** Elements of a typed array; undefined for anything else, a DataView included. */
export function typedLength(value: unknown): number | undefined {
  if (!isView(value) || readTypedName?.call(value) === undefined) return undefined;
  const length: unknown = readTypedLength?.call(value);
  return typeof length === 'number' ? length : undefined;
}

/**
 * Elements that a builtin of arrays goes through. Throws TypeError for an object that could give another length to
 * the builtin itself.
 */
export function sizeOf(value: unknown): number {
  if (isTrueArray(value) || typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  if (isProxy(value)) return ownLength(undefined);
  if (hasOwn(value, 'length')) return ownLength(getOwnPropertyDescriptor(value, 'length'));
  return typedLength(value) ?? ('length' in value ? ownLength(undefined) : 0);
}

function ownLength(property: PropertyDescriptor | undefined): number {
  const length: unknown = property?.value;
  if (typeof length === 'number') return length > 0 ? length : 0;
  const isText = typeof length === 'string' || typeof length === 'object';
  if (property !== undefined && 'value' in property && !isText) return 0;
  throw new TypeError('a builtin of arrays needs an array, or an object with a number as length');
}

/** Elements between two positions as builtins take them; all of them when they are no numbers. */
export function rangeOf(size: number, start: unknown, end: unknown): number {
  const from = typeof start === 'number' ? position(size, start) : 0;
  const to = typeof end === 'number' ? position(size, end) : size;
  return to > from ? to - from : 0;
}

function position(size: number, given: number): number {
  const at = given || 0;
  if (at < 0) return size + at > 0 ? size + at : 0;
  return at < size ? at : size;
}
