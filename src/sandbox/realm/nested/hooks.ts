import { collected, plainSize } from '../metered/iterables.ts';
import type { Depth } from './depth.ts';

/** What compiled code uses to count how deep its calls nest. */
export interface DepthHooks {
  readonly d: { n: number };
  readonly f: () => never;
  /** Evaluates what runs outside of the body of a function. */
  readonly g: (calls: number, make: () => unknown) => unknown;
  /** Items that are spread into the arguments of a call that leads no further. */
  readonly a: (items: unknown) => unknown;
  /** Items that are spread into the arguments of any other call: they count until `r`. */
  readonly b: (items: unknown) => unknown;
  readonly r: (before: number, result: unknown) => unknown;
}

/** So many arguments take as much of the stack as a nested call may. */
const ARGUMENTS_A_CALL = 256;

/** As how many nested calls so many arguments count, in addition to the call itself. */
export function callsOfArguments(size: number): number {
  return floor(size / ARGUMENTS_A_CALL);
}

const { floor } = Math;

/** Makes the hooks of a counter. */
export function createDepthHooks({ cell, over, enter, leave, hasRoomFor }: Depth): DepthHooks {
  const free = (): void => undefined;
  const callsOf = (list: unknown): number => callsOfArguments(plainSize(list) ?? 0);
  return {
    d: cell,
    f: over,
    g(calls, make) {
      const before = enter(calls);
      try {
        return make();
      } finally {
        leave(before);
      }
    },
    a(items) {
      const list = collected(items, free);
      if (!hasRoomFor(callsOf(list))) over();
      return list;
    },
    b(items) {
      const list = collected(items, free);
      enter(callsOf(list));
      return list;
    },
    r(before, result) {
      leave(before);
      return result;
    },
  };
}
