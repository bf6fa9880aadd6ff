import { expect, expectTypeOf, test } from 'vitest';
import {
  boolean,
  call,
  createNativePolicy,
  data,
  definePort,
  factory,
  number,
  record,
  returnsBoolean,
  returnsData,
  returnsInteger,
  returnsNothing,
  returnsNumber,
  returnsNumbers,
  returnsOneOf,
  returnsPermutation,
  text,
  view,
  type Policy,
  type Port,
} from '../../src/sim/index.ts';
import type { Agreed } from '../../src/membrane/port-agreement.ts';

type Item = { kind: 'box'; size: number } | { kind: 'pallet'; boxes: number[] };

interface Declared {
  start(shape: { gpus: number; on: boolean; unit: 'GB' | 'TB' }, items: Item[]): void;
  rate(load: Float64Array, map: Int32Array): number;
  pick(pair: [number, string]): 'left' | 'right';
  isLast(): boolean;
  order(): readonly number[];
  weights(): Float64Array;
  plan(): { path: number[][]; note?: string };
  agent(id: number): { step(now: number): number; stop(): void };
}

const port = definePort<Declared>()({
  start: call(
    [
      record({ gpus: number(), on: boolean(), unit: text<'TB' | 'GB'>() }),
      data<
        readonly (
          | { readonly kind: 'pallet'; readonly boxes: readonly number[] }
          | { readonly kind: 'box'; readonly size: number }
        )[]
      >(),
    ],
    returnsNothing(),
  ),
  rate: call([view(), view<Int32Array>()], returnsNumber()),
  pick: call([data<readonly [number, string]>()], returnsOneOf('right', 'left')),
  isLast: call([], returnsBoolean()),
  order: call([], returnsPermutation({ maxLength: 9 })),
  weights: call([], returnsNumbers({ maxLength: 9 })),
  plan: call([], returnsData({ maxBytes: 99 })),
  agent: factory([number()], {
    step: call([number()], returnsInteger({ min: 0, max: 1 })),
    stop: call([], returnsNothing()),
  }),
});

test('every kind of argument and answer agrees with its declared type, in any order', () => {
  expect(Object.isFrozen(port)).toBe(true);
  expectTypeOf<Policy<typeof port>['pick']>().returns.toEqualTypeOf<'left' | 'right'>();
});

test('a simulation passes to a view only arrays of its kind', () => {
  const policy = createNativePolicy({ show, showWhole }, { show() {}, showWhole() {} });
  policy.show(policy.float64(1));
  policy.showWhole(policy.int32(1));
  // @ts-expect-error -- the policy is declared to get a Float64Array
  policy.show(policy.int32(1));
  // @ts-expect-error -- the policy is declared to get an Int32Array
  policy.showWhole(policy.float64(1));
  expect(Object.keys(policy)).toContain('show');
});

test('names that a handle has already, and what is no identifier, are refused', () => {
  const f = call([], returnsNumber());
  // @ts-expect-error -- the compiler compares it with the handle's own `spawn`
  expect(() => definePort<{ spawn(): number }>()({ spawn: f })).toThrow(/a function named spawn/);
  expect(() => definePort<{ 'a-b'(): number }>()({ 'a-b': f })).toThrow(/a-b is no identifier/);
});

/** The compiler's messages about a function `f` of a port that differs from its declaration. */
type Complaint<F, C extends Port[string]> =
  Agreed<{ f: F }, { f: C }> extends { readonly f: `port and declaration differ: ${infer M}` }
    ? M
    : never;

const size = call([record({ gpus: number() })], returnsNumber());
const price = call([number()], returnsNumber());
const show = call([view()], returnsNothing());
const showWhole = call([view<Int32Array>()], returnsNothing());
const nested = call([data<{ rows: { cells: number[] }[] }>()], returnsNothing());
const pair = call([data<[number, string]>()], returnsNothing());
const either = call([data<{ kind: 'a'; x: number } | { kind: 'b' }>()], returnsNothing());
const unit = call([text<'GB' | 'TB'>()], returnsNothing());
const choice = call([], returnsOneOf('a', 'b'));
const order = call([], returnsNumbers({ maxLength: 9 }));
const plan = call([], returnsData({ maxBytes: 9 }));
const agent = factory([number()], { step: call([number()], returnsNumber()) });

test('a difference is named at the innermost value that differs', () => {
  expectTypeOf<Complaint<(s: { gpuCount: number }) => number, typeof size>>().toEqualTypeOf<
    'f arguments[0].gpus is not declared' | 'f arguments[0].gpuCount is not in the port'
  >();
  expectTypeOf<
    Complaint<(s: { gpus: number; nodes?: number }) => number, typeof size>
  >().toEqualTypeOf<'f arguments[0].nodes is not in the port'>();
  expectTypeOf<
    Complaint<(s: { gpus?: number }) => number, typeof size>
  >().toEqualTypeOf<'f arguments[0].gpus has another type in the port'>();
  expectTypeOf<
    Complaint<(s: { rows: { cell: number[] }[] }) => void, typeof nested>
  >().toEqualTypeOf<
    'f arguments[0].rows[].cell is not in the port' | 'f arguments[0].rows[].cells is not declared'
  >();
  expectTypeOf<
    Complaint<(p: [string, number]) => void, typeof pair>
  >().toEqualTypeOf<'f arguments[0] has another type in the port'>();
  expectTypeOf<
    Complaint<(p: { kind: 'a'; y: number } | { kind: 'b' }) => void, typeof either>
  >().toEqualTypeOf<'f arguments[0] has another type in the port'>();
  expectTypeOf<Complaint<(id: number) => { halt(): void }, typeof agent>>().toEqualTypeOf<
    'f().halt is not in the port' | 'f().step is not declared'
  >();
  expectTypeOf<
    Complaint<(id: number) => { step(now: string): number }, typeof agent>
  >().toEqualTypeOf<'f().step arguments[0] has another type in the port'>();
});

test('what a type does not say exactly, or says of other values, does not agree', () => {
  expectTypeOf<
    Complaint<(x: string) => number, typeof price>
  >().toEqualTypeOf<'f arguments[0] has another type in the port'>();
  expectTypeOf<
    // oxlint-disable-next-line typescript/no-explicit-any -- a declaration that says nothing
    Complaint<(x: any) => number, typeof price>
  >().toEqualTypeOf<'f arguments[0] has another type in the port'>();
  expectTypeOf<
    Complaint<(x?: number) => number, typeof price>
  >().toEqualTypeOf<'f does not declare exactly the 1 parameters of the port'>();
  expectTypeOf<
    Complaint<() => number, typeof price>
  >().toEqualTypeOf<'f does not declare exactly the 1 parameters of the port'>();
  expectTypeOf<
    Complaint<number, typeof price>
  >().toEqualTypeOf<'f is not declared as a function'>();
  expectTypeOf<
    Complaint<(x: number[]) => void, typeof show>
  >().toEqualTypeOf<'f arguments[0] has another type in the port'>();
  expectTypeOf<
    Complaint<(x: Int32Array) => void, typeof show>
  >().toEqualTypeOf<'f arguments[0] has another type in the port'>();
  expectTypeOf<
    Complaint<(x: Float64Array) => void, typeof showWhole>
  >().toEqualTypeOf<'f arguments[0] has another type in the port'>();
  expectTypeOf<Complaint<(x: Float64Array) => void, typeof show>>().toBeNever();
  expectTypeOf<Complaint<(x: Int32Array) => void, typeof showWhole>>().toBeNever();
  expectTypeOf<
    Complaint<(x: string) => void, typeof unit>
  >().toEqualTypeOf<'f arguments[0] has another type in the port'>();
  expectTypeOf<
    Complaint<() => 'a', typeof choice>
  >().toEqualTypeOf<'f result has another type in the port'>();
  expectTypeOf<
    Complaint<() => 'a' | 'b' | 'c', typeof choice>
  >().toEqualTypeOf<'f result has another type in the port'>();
  expectTypeOf<
    Complaint<() => string[], typeof order>
  >().toEqualTypeOf<'f result is not declared as an array of numbers'>();
  expectTypeOf<
    Complaint<() => Map<string, number>, typeof plan>
  >().toEqualTypeOf<'f result is not declared as JSON'>();
  expectTypeOf<
    Complaint<(id: number) => number, typeof agent>
  >().toEqualTypeOf<'f result is not declared as an object with methods'>();
});

test('a function on one side only does not agree', () => {
  definePort<{ f(x: number): number }>()({
    f: price,
    // @ts-expect-error -- not declared
    g: price,
  });
  // @ts-expect-error -- g is not in the port
  definePort<{ f(x: number): number; g(): void }>()({ f: price });
  // @ts-expect-error -- no declaration, and so nothing is declared
  expect(definePort()({ f: price })).toEqual({ f: price });
});
