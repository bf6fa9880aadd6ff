import { replace, type Builtin, type Charge } from './wrap.ts';

const { apply } = Reflect;

type Visit = (value: unknown, index: number) => unknown;

/** The helpers of iterators, charged by the items that go through them. */
export function meterIterators(charge: Charge): void {
  const { prototype } = Iterator;
  // These go through many items before they answer one.
  for (const key of ['filter', 'flatMap', 'map']) {
    replace(prototype, key, (original) => ({
      method(this: unknown, visit: unknown): unknown {
        return original.call(this, counted(visit, charge));
      },
    }));
  }
  for (const key of ['forEach', 'some', 'every', 'find']) {
    replace(prototype, key, (original) => ({
      method(this: unknown, visit: unknown): unknown {
        return original.call(this, counted(visit, charge));
      },
    }));
  }
  replace(prototype, 'drop', (original) => ({
    drop(this: unknown, count: unknown): unknown {
      const items = Number(count);
      if (items > 0) charge(items);
      return original.call(this, items);
    },
  }));
  replace(prototype, 'reduce', (original) => ({
    reduce(this: unknown, visit: unknown, ...initial: unknown[]): unknown {
      return original.call(this, counted(visit, charge), ...initial);
    },
  }));
  replace(prototype, 'toArray', (original) => ({
    toArray(this: { map(visit: Visit): unknown }): unknown {
      return original.call(this.map((value) => value));
    },
  }));
}

function counted(visit: unknown, charge: Charge): unknown {
  if (typeof visit !== 'function') return visit;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a function
  const call = visit as Builtin;
  return (...args: unknown[]): unknown => {
    charge(2);
    return apply(call, undefined, args);
  };
}
