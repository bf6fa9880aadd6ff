import { sizeOfNew } from '../metered/objects.ts';
import { replace, sizeOf, type Builtin } from '../metered/wrap.ts';
import type { Tools } from './depth.ts';
import { callsOfArguments } from './hooks.ts';

const { apply, construct } = Reflect;
const { defineProperty, getOwnPropertyDescriptor } = Object;

/** Calls through the methods of functions count by their arguments, and bound functions count. */
export function countCalls(tools: Tools): void {
  countBinding(tools);
  const { charge } = tools;
  replace(Function.prototype, 'apply', () => ({
    apply(this: unknown, self: unknown, args: unknown): unknown {
      return called(args, tools, () =>
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is none throws TypeError
        apply(this as Builtin, self, (args ?? []) as unknown[]),
      );
    },
  }));
  replace(Reflect, 'apply', (original) => ({
    apply(target: unknown, self: unknown, args: unknown): unknown {
      return called(args, tools, () => original(target, self, args));
    },
  }));
  replace(Reflect, 'construct', (original) => ({
    construct(target: unknown, args: unknown, ...type: unknown[]): unknown {
      const made: unknown = called(args, tools, () => original(target, args, ...type));
      charge(sizeOfNew(made));
      return made;
    },
  }));
}

function called(args: unknown, { charge, depth }: Tools, call: () => unknown): unknown {
  const size = sizeOf(args);
  charge(size + 1);
  const before = depth.enter(1 + callsOfArguments(size));
  try {
    const result = call();
    charge(sizeOfNew(result));
    return result;
  } finally {
    depth.leave(before);
  }
}

/** Bound arguments are copied at every call: so many, and functions bound again, are refused. */
const MAX_BOUND_ARGUMENTS = 16;

/** A bound builtin would call the next one, and so on, without a call that counts. */
function countBinding(tools: Tools): void {
  const bound = new WeakSet<object>();
  replace(Function.prototype, 'bind', (original) => ({
    bind(this: Builtin, ...args: unknown[]): unknown {
      if (args.length > MAX_BOUND_ARGUMENTS)
        throw new RangeError(`more than ${MAX_BOUND_ARGUMENTS} bound arguments`);
      if (typeof this !== 'function') throw new TypeError('bind needs a function');
      if (bound.has(this)) throw new TypeError('it is bound already');
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a bound function
      const result = apply(original, countingCallsOf(this, tools), args) as object;
      bound.add(result);
      return result;
    },
  }));
}

/** A function that does what another one does and counts. */
function countingCallsOf(target: Builtin, { charge, depth }: Tools): Builtin {
  function counting(this: unknown, ...args: unknown[]): unknown {
    charge(args.length);
    const before = depth.enter(depth.most + callsOfArguments(args.length));
    try {
      if (new.target === undefined) return apply(target, this, args);
      return construct(target, args, new.target === counting ? target : new.target);
    } finally {
      depth.leave(before);
    }
  }
  for (const key of ['name', 'length', 'prototype']) {
    const property = getOwnPropertyDescriptor(target, key);
    if (property && 'value' in property) defineProperty(counting, key, { value: property.value });
  }
  return counting;
}
