import { describe, expect, test } from 'vitest';
import {
  boolean,
  call,
  countEvent,
  createNativePolicy,
  data,
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
} from '../../src/sim/index.ts';
import type { ResultType } from '../../src/membrane/port.ts';

/** Calls a policy function without arguments that answers `answer`. */
function ask(result: ResultType<unknown>, answer: unknown): unknown {
  return createNativePolicy({ f: call([], result) }, { f: () => answer }).f();
}

describe('what a policy answers', () => {
  test.each([
    [returnsNumber(), -0, 0],
    [returnsNumber({ min: 0, max: 1 }), 0.5, 0.5],
    [returnsInteger({ min: -3, max: 3 }), -0, 0],
    [returnsInteger({ min: 0, max: 2 ** 40 }), 2 ** 39, 2 ** 39],
    [returnsBoolean(), false, false],
    [returnsOneOf('A', 'B'), 'B', 'B'],
    [returnsNumbers({ maxLength: 3 }), Float64Array.of(1, -0), [1, 0]],
    [returnsPermutation({ maxLength: 3 }), [2, 0, 1], [2, 0, 1]],
    [returnsData({ maxBytes: 20 }), { a: [1, null] }, { a: [1, null] }],
    [returnsNothing(), 'ignored', undefined],
  ] satisfies [ResultType<unknown>, unknown, unknown][])(
    '%j of %j arrives',
    (result, answer, want) => {
      expect(ask(result, answer)).toEqual(want);
    },
  );

  test.each([
    [returnsNumber(), Number.NaN, /f returned NaN, not a finite number/],
    [returnsNumber(), Infinity, /f returned Infinity/],
    [returnsNumber(), '1', /f returned "1"/],
    [returnsNumber(), 1n, /f returned a bigint/],
    [returnsNumber(), undefined, /f returned undefined/],
    [returnsNumber(), { valueOf: () => 1 }, /f returned an object/],
    [returnsNumber({ min: 0, max: 1 }), 1.01, /in \[0, 1\]/],
    [returnsInteger({ min: 0, max: 3 }), 0.5, /a whole number in \[0, 3\]/],
    [returnsInteger({ min: 0, max: 3 }), 4, /f returned 4/],
    [returnsInteger({ min: 0, max: 3 }), 2 ** 32, /f returned 4294967296/],
    [returnsInteger({ min: 0, max: 2 ** 40 }), 0.5, /f returned 0.5/],
    [returnsBoolean(), 1, /not true or false/],
    [returnsOneOf('A', 'B'), 'C', /one of A, B/],
    [returnsNumbers({ maxLength: 1 }), [1, 2], /at most 1 numbers/],
    [returnsNumbers({ maxLength: 9, max: 1 }), [1, 2], /element 1 is 2/],
    [returnsNumbers({ maxLength: 9 }), { length: 1e9 }, /at most 9 numbers/],
    [returnsNumbers({ maxLength: 9 }), { length: -1 }, /at most 9 numbers/],
    [returnsNumbers({ maxLength: 9 }), 'abc', /not "abc"/],
    [returnsPermutation({ maxLength: 9 }), [0, 0], /each whole number below 2 once/],
    [returnsPermutation({ maxLength: 9 }), [1, 2], /each whole number below 2 once/],
    [returnsData({ maxBytes: 5 }), 'éé', /at most 5 bytes/],
    [returnsData({ maxBytes: 5 }), () => 1, /no plain data/],
  ] satisfies [ResultType<unknown>, unknown, RegExp][])(
    '%j rejects %s',
    (result, answer, message) => {
      expect(() => ask(result, answer)).toThrow(message);
    },
  );

  test('each element is read once, so that it cannot change between check and use', () => {
    let reads = 0;
    const sly = {
      length: 1,
      get 0() {
        reads += 1;
        return reads === 1 ? 0 : 99;
      },
    };
    expect(ask(returnsNumbers({ maxLength: 1, max: 1 }), sly)).toEqual([0]);
    expect(reads).toBe(1);
  });
});

describe('what a policy is given', () => {
  test('records and data are rebuilt, views are passed as they are', () => {
    const port = {
      f: call(
        [
          record({ 'odd-name': number(), on: boolean(), t: text() }),
          data<{ a: number[] }>(),
          view<Int32Array>(),
        ],
        returnsData({ maxBytes: 200 }),
      ),
    };
    const given = { 'odd-name': 1, on: true, t: 'x' };
    const list = { a: [1] };
    const policy = createNativePolicy(port, {
      f: (...args: unknown[]) => [args, args[0] === given, args[1] === list, args.length],
    });
    const shown = policy.int32(2);
    shown[1] = 7;
    expect(policy.f(given, list, shown)).toEqual([[given, list, { 0: 0, 1: 7 }], false, false, 3]);
  });

  test('an object in the place of a number arrives as a number', () => {
    const port = { f: call([number()], returnsData({ maxBytes: 99 })) };
    const policy = createNativePolicy(port, { f: (x: unknown) => typeof x });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a simulation that lies to the compiler
    expect(policy.f({} as unknown as number)).toBe('number');
  });

  test('a view of another instance is refused', () => {
    const policy = createNativePolicy(
      { f: call([view()], returnsNothing()) },
      {
        f() {},
      },
    );
    const foreign = policy.spawn().float64(1);
    expect(() => policy.f(foreign)).toThrow(/a view must come from/);
    expect(() => policy.f(new Float64Array(1))).toThrow(/a view must come from/);
  });
});

describe('instances', () => {
  const port = {
    make: factory([number()], { add: call([number()], returnsNumber()) }),
  };
  class Counter {
    sum: number;
    constructor(start: number) {
      this.sum = start;
    }
    add(by: number): number {
      this.sum += by;
      return this.sum;
    }
  }

  test('a factory gives objects with their own state, methods may come from a class', () => {
    const policy = createNativePolicy(port, { make: (start: number) => new Counter(start) });
    const [a, b] = [policy.make(1), policy.make(10)];
    expect([a.add(1), b.add(1), a.add(1)]).toEqual([2, 11, 3]);
  });

  test('a missing method is named', () => {
    const policy = createNativePolicy(port, { make: () => ({}) });
    expect(() => policy.make(1)).toThrow(/the object that make returns needs a method add/);
  });

  test('a failed policy stays failed', () => {
    let calls = 0;
    const policy = createNativePolicy(
      { f: call([], returnsNumber()) },
      {
        f() {
          calls += 1;
          throw new Error('once');
        },
      },
    );
    expect(() => policy.f()).toThrow('f threw once');
    expect(() => policy.f()).toThrow('f threw once');
    expect(calls).toBe(1);
  });
});

test('counting events outside an evaluation does nothing', () => {
  expect(countEvent()).toBeUndefined();
});
