import { errorTypes } from './error-types.ts';

const { defineProperty, freeze, getOwnPropertyDescriptor, getPrototypeOf, hasOwn } = Object;
const { ownKeys } = Reflect;
/** Two disposers of `using` that throw make one, though its global is gone. */
const Suppressed = SuppressedError;

/**
 * Inherited properties that honest code assigns on its own objects. Frozen data properties would
 * make such an assignment fail ("override mistake"), so these become accessors that define an own
 * property on the object that is assigned to.
 */
const OVERRIDABLE: readonly (readonly [object, readonly string[]])[] = [
  [Object.prototype, ['constructor', 'hasOwnProperty', 'toString', 'toLocaleString', 'valueOf']],
  [Function.prototype, ['toString', 'constructor', 'name']],
  ...errorTypes.map(
    ({ prototype }) => [prototype, ['name', 'message', 'toString', 'constructor']] as const,
  ),
  [getPrototypeOf(getPrototypeOf([].values())), ['next']],
];

/** Freezes every object that policy code can reach without a key of its own. */
export function freezeReachable(): void {
  for (const [holder, keys] of OVERRIDABLE) for (const key of keys) makeOverridable(holder, key);
  const seen = new Set<unknown>();
  const waiting: unknown[] = [...hiddenRoots(), globalThis];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (!isObject(next) || seen.has(next)) continue;
    seen.add(next);
    waiting.push(getPrototypeOf(next));
    pushMembers(next, waiting);
    freeze(next);
  }
}

/** This runs for every candidate over a thousand builtins: it allocates little. */
function pushMembers(object: object, waiting: unknown[]): void {
  const keys = ownKeys(object);
  // Most builtins are functions with a length and a name and nothing else.
  if (typeof object === 'function' && keys.length === 2) return;
  for (const key of keys) {
    const property = getOwnPropertyDescriptor(object, key);
    if (property === undefined) continue;
    if ('value' in property) waiting.push(property.value);
    // oxlint-disable-next-line typescript/unbound-method -- they are frozen, not called
    else waiting.push(property.get, property.set);
  }
}

function makeOverridable(holder: object, key: string): void {
  const property = getOwnPropertyDescriptor(holder, key);
  if (property === undefined || !('value' in property) || !property.configurable) return;
  const { value, enumerable } = property;
  defineProperty(holder, key, {
    enumerable: enumerable ?? false,
    configurable: false,
    // Methods of an object literal: `this` is the object that is read or assigned to.
    ...accessorsFor(holder, key, value),
  });
}

function accessorsFor(
  holder: object,
  key: string,
  value: unknown,
): { get(): unknown; set(this: object, own: unknown): void } {
  return {
    get: () => value,
    set(own) {
      if (this === holder) throw new TypeError(`${key} of a builtin cannot be changed`);
      if (hasOwn(this, key)) {
        defineProperty(this, key, { value: own });
        return;
      }
      defineProperty(this, key, {
        value: own,
        writable: true,
        enumerable: true,
        configurable: true,
      });
    },
  };
}

/** Builtins that no global leads to, and the accessors that the engine puts on fresh objects. */
function hiddenRoots(): object[] {
  const iterator = [1][Symbol.iterator]();
  return [
    Suppressed,
    new Error('probe'),
    function* generator() {},
    (function* generator() {})(),
    async function asynchronous() {},
    async function* both() {},
    (async function* both() {})(),
    iterator,
    iterator.map((item) => item),
    Iterator.from({ next: () => ({ done: true, value: undefined }) }),
    new Map().values(),
    new Set().values(),
    ''[Symbol.iterator](),
    // A realm without regular expressions has none of their iterators.
    'matchAll' in String.prototype ? 'a'.matchAll(/a/g) : undefined,
    Int8Array,
    (function strict() {
      // oxlint-disable-next-line prefer-rest-params -- its accessor is what is looked for
      return arguments;
    })(),
  ].filter((root): root is NonNullable<typeof root> => isObject(root));
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
