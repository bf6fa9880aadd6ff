import { isProxy, isTrueArray, replace, typedLength, type Charge } from './wrap.ts';
import { bytesOf } from './typed-arrays.ts';

const { getPrototypeOf } = Object;
const { apply, ownKeys } = Reflect;
const { isArray } = Array;

/** Own properties of anything; a proxy's own code is charged by itself. */
export function propertiesOf(value: unknown): number {
  if (typeof value === 'string' || isTrueArray(value)) return value.length + 1;
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return 0;
  const typed = typedLength(value);
  if (typed !== undefined) return typed + 1;
  return isProxy(value) ? 1 : ownKeys(value).length + 1;
}

/** Properties that `for` - `in` goes through. */
export function enumerableOf(value: unknown): number {
  let properties = 0;
  for (let at = value; at !== null && at !== undefined; at = prototypeOf(at)) {
    properties += propertiesOf(at);
  }
  return properties;
}

function prototypeOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && !isProxy(value)
    ? getPrototypeOf(value)
    : null;
}

/** Memory that a new object begins with, in steps. */
export function sizeOfNew(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (isArray(value)) return value.length / 4;
  return (typedLength(value) ?? bytesOf(value)) / 8;
}

const WHOLE =
  `keys values entries getOwnPropertyNames getOwnPropertySymbols getOwnPropertyDescriptors freeze isFrozen
  seal isSealed preventExtensions`.split(/\s+/);

/** Builtins that go through the properties of an object or the items of a list of arguments. */
export function meterObjects(charge: Charge): void {
  for (const key of WHOLE) {
    replace(Object, key, (original) => ({
      method(this: unknown, value: unknown): unknown {
        charge(propertiesOf(value) + 1);
        const result: unknown = original.call(this, value);
        if (isTrueArray(result)) charge(result.length);
        return result;
      },
    }));
  }
  for (const key of ['assign', 'defineProperties', 'create']) {
    replace(Object, key, (original) => ({
      method(this: unknown, ...args: unknown[]): unknown {
        for (let at = 1; at < args.length; at += 1) charge(propertiesOf(args[at]) + 1);
        return apply(original, this, args);
      },
    }));
  }
  replace(Reflect, 'ownKeys', (original) => ({
    ownKeys(value: unknown): unknown {
      charge(propertiesOf(value) + 1);
      return original(value);
    },
  }));
}
