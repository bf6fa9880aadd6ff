import {
  isProxy,
  isTrueArray,
  noteProxy,
  replace,
  sizeOf,
  typedLength,
  type Builtin,
  type Charge,
} from './wrap.ts';
import { bytesOf } from './typed-arrays.ts';

const { getPrototypeOf } = Object;
const { apply, construct, ownKeys } = Reflect;
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
  meterCalls(charge);
  meterProxies();
}

/** Bound arguments are copied at every call: so many, and functions bound again, are refused. */
const MAX_BOUND_ARGUMENTS = 16;

function meterCalls(charge: Charge): void {
  const bound = new WeakSet<object>();
  replace(Function.prototype, 'apply', () => ({
    apply(this: unknown, self: unknown, args: unknown): unknown {
      charge(sizeOf(args) + 1);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is none throws TypeError
      return made(apply(this as Builtin, self, (args ?? []) as unknown[]), charge);
    },
  }));
  replace(Function.prototype, 'bind', (original) => ({
    bind(this: object, ...args: unknown[]): unknown {
      if (args.length > MAX_BOUND_ARGUMENTS)
        throw new RangeError(`more than ${MAX_BOUND_ARGUMENTS} bound arguments`);
      if (typeof this === 'function' && bound.has(this)) throw new TypeError('it is bound already');
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a bound function
      const result = apply(original, this, args) as object;
      bound.add(result);
      return result;
    },
  }));
  replace(Reflect, 'apply', (original) => ({
    apply(target: unknown, self: unknown, args: unknown): unknown {
      charge(sizeOf(args) + 1);
      return made(original(target, self, args), charge);
    },
  }));
  replace(Reflect, 'construct', (original) => ({
    construct(target: unknown, args: unknown, ...type: unknown[]): unknown {
      charge(sizeOf(args) + 1);
      return made(original(target, args, ...type), charge);
    },
  }));
}

function made(value: unknown, charge: Charge): unknown {
  charge(sizeOfNew(value));
  return value;
}

/** Proxies are remembered, and are none of proxies: each layer would be work that nothing counts. */
function meterProxies(): void {
  replace(globalThis, 'Proxy', (Real) => {
    const create = (target: object, handler: object): object => {
      if (isProxy(target) || isProxy(handler)) throw new TypeError('a proxy of a proxy');
      // oxlint-disable-next-line typescript/no-unsafe-function-type -- a constructor
      const proxy: object = construct(Real as Function, [target, handler]);
      noteProxy(proxy);
      return proxy;
    };
    function Proxy(target: object, handler: object): object {
      if (new.target === undefined) throw new TypeError("Constructor Proxy requires 'new'");
      return create(target, handler);
    }
    Reflect.deleteProperty(Proxy, 'prototype');
    Object.defineProperty(Proxy, 'revocable', {
      value: revocable(Real, create),
      configurable: true,
      writable: true,
    });
    return { Proxy };
  });
}

function revocable(Real: Builtin, create: (target: object, handler: object) => object): unknown {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the builtin `Proxy`
  const original = (Real as unknown as { revocable: Builtin }).revocable;
  return (target: object, handler: object): unknown => {
    // Only for its checks of the arguments.
    create(target, handler);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as it answers
    const pair = original(target, handler) as { readonly proxy: object };
    noteProxy(pair.proxy);
    return pair;
  };
}
