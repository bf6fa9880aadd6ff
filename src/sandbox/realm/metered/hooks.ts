import { collected, plainSize } from './iterables.ts';
import { enumerableOf, propertiesOf, sizeOfNew } from './objects.ts';
import { CHARACTERS_A_STEP } from './strings.ts';
import type { DepthHooks } from '../nested/hooks.ts';
import type { Builtin, Charge } from './wrap.ts';

const { apply } = Reflect;

/** What compiled code calls: when the counter is used up, or with a value that is charged by its size and answered. */
export interface MeterHooks extends DepthHooks {
  /** Sees what a policy catches. */
  readonly c: (thrown: unknown) => void;
  readonly o: () => void;
  /** Items of an iterable that is spread or collected. */
  readonly s: (value: unknown) => unknown;
  /** Properties that are copied. */
  readonly p: (value: unknown) => unknown;
  /** Keys that are enumerated. */
  readonly k: (value: unknown) => unknown;
  /** A text that was put together. */
  readonly t: (value: unknown) => unknown;
  /** An iterator that `yield*` delegates to: each item passes every level. */
  readonly y: (value: unknown) => unknown;
  /** A length that an array gets. */
  readonly l: (value: unknown) => unknown;
  /** An object that `new` made. */
  readonly n: (value: unknown) => unknown;
}

/** Makes the hooks of a meter. */
export function createHooks(
  { over, charge }: { readonly over: () => void; readonly charge: Charge },
  { see, depth }: { readonly see: (thrown: unknown) => void; readonly depth: DepthHooks },
): MeterHooks {
  return Object.freeze({
    __proto__: null,
    ...depth,
    c: see,
    o: over,
    s: (value: unknown) => collected(value, charge),
    p(value: unknown) {
      charge(propertiesOf(value));
      return value;
    },
    k(value: unknown) {
      charge(enumerableOf(value));
      return value;
    },
    t(value: unknown) {
      if (typeof value === 'string' && value.length >= CHARACTERS_A_STEP) {
        charge(value.length / CHARACTERS_A_STEP);
      }
      return value;
    },
    y: (value: unknown) => (plainSize(value) === undefined ? delegated(value, charge) : value),
    l(value: unknown) {
      if (typeof value === 'number' && value > 0) charge(value / 4);
      return value;
    },
    n(value: unknown) {
      charge(sizeOfNew(value));
      return value;
    },
  });
}

type Step = 'next' | 'return' | 'throw';

function delegated(value: unknown, charge: Charge): unknown {
  return {
    [Symbol.iterator]() {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what is none throws TypeError
      const inner = (value as Iterable<unknown>)[Symbol.iterator]();
      const pass = (key: Step): Builtin | undefined => {
        const step: unknown = Reflect.get(inner, key);
        if (typeof step !== 'function') return undefined;
        return (given: unknown): unknown => {
          charge(2);
          return apply(step, inner, [given]);
        };
      };
      return { next: pass('next'), return: pass('return'), throw: pass('throw') };
    },
  };
}
