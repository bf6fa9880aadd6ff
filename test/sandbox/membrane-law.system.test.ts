import { createContext, runInContext } from 'node:vm';
import { afterAll, describe, expect, test } from 'vitest';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { REALM_WALK } from '../fixtures/realm-walk.ts';
import { runPolicy, soleOutcome, type JobOptions } from './jobs.ts';

const sandbox = createSandbox({ workers: 1 });
afterAll(() => sandbox.close());
const alone: JobOptions = { cases: [{ id: 'only', steps: 20 }] };
/** The only case's outcome for a policy `score`. */
const outcomeOf = async (text: string): Promise<unknown> =>
  soleOutcome(await runPolicy(sandbox, text, alone));
/** Runs an expression in the policy's realm; it must be a number. */
const evaluate = async (expression: string): Promise<unknown> =>
  outcomeOf(`export function score() { return Number(${expression}) }`);
const valueOf = (value: number): unknown => expect.objectContaining({ valid: true, value });

describe('no object of the simulation realm reaches policy code', () => {
  test('a walk over all that a policy can reach meets no foreign object', async () => {
    const options = { simulation: 'walk', cases: [{ id: 'only' }] };
    const outcome = soleOutcome(await runPolicy(sandbox, REALM_WALK, options));
    expect(outcome).toMatchObject({ valid: true, value: 0 });
    expect(outcome).toMatchObject({
      metrics: { met: expect.toSatisfy((met: number) => met > 450) },
    });
  });

  test('the walk does meet a foreign object where there is one', () => {
    const context = createContext({ leaked: { inner: [] } });
    const text = REALM_WALK.replace('export', '').replace('[globalThis,', '[leaked, globalThis,');
    expect(
      runInContext(`(() => { 'use strict'; ${text}; return explore() })()[0]`, context),
    ).toBeGreaterThan(1);
  });

  test('a function is called without this, without a caller and with its arguments only', async () => {
    const text = `export function score() {
      const { caller } = score;
      return Number(this === undefined && arguments.length === 2 && caller === undefined) }`;
    expect(await outcomeOf(text)).toEqual(valueOf(1));
  });
});

describe('the policy realm offers no clock, no code from text, no untold memory', () => {
  test.each(
    `WebAssembly SharedArrayBuffer Atomics WeakRef FinalizationRegistry Intl console eval escape
    process require fetch setTimeout queueMicrotask structuredClone performance global`.split(
      /\s+/,
    ),
  )('there is no global %s', async (name) => {
    expect(await evaluate(`typeof globalThis.${name} === 'undefined'`)).toEqual(valueOf(1));
  });

  test.each([
    ['the time is always 0', 'Date.now() === 0 && Object.keys(Date).length === 0'],
    ['no buffer grows', `new ArrayBuffer(1, { maxByteLength: 9 }).resize === undefined`],
    ['no buffer is transferred', 'ArrayBuffer.prototype.transfer === undefined'],
    [
      'a derived buffer does not grow either',
      '(class extends ArrayBuffer {}).name.length === 0 && new (class X extends ArrayBuffer {})(2, { maxByteLength: 9 }).byteLength === 2',
    ],
    [
      'no regular expression and no big integer is made',
      `[globalThis.RegExp, globalThis.BigInt, globalThis.BigInt64Array, ''.match, ''.matchAll, ''.search, DataView.prototype.getBigInt64].every((x) => x === undefined) && 'a'.replace('a', 'b') === 'b'`,
    ],
    ['instances of Function are known', '(() => 1) instanceof Function'],
    [
      'stacks cannot be prepared',
      'Error.captureStackTrace === undefined && Object.isFrozen(Error)',
    ],
  ])('%s', async (_, expression) => {
    expect(await evaluate(expression)).toEqual(valueOf(1));
  });

  test.each([
    'new Date()',
    `Function('return 1')()`,
    `(() => 1).constructor('return globalThis')()`,
    `(function* () {}).constructor('yield 1')`,
    `Array.fromAsync([1])`,
    `Promise.resolve(1)`,
    `Reflect.construct(Function, ['return 1'])`,
    `new (class extends Function {})('return 1')`,
    'Object.prototype.x = 1',
    'globalThis.x = 1',
    'Math.random.x = 1',
    `Object.defineProperty(Math.max, 'name', { value: 'x' })`,
    'Array.prototype.push = () => 0',
    `Object.getOwnPropertyDescriptor(new Error('x'), 'stack').get.x = 1`,
    'Object.getPrototypeOf([].values()).x = 1',
    'Object.setPrototypeOf(Object.prototype, {})',
    'undeclared = 1',
  ])('%s throws', async (expression) => {
    expect(await evaluate(expression)).toEqual({
      valid: false,
      cause: 'crashed',
      note: expect.stringMatching(/^score threw \w*Error: .*\(policy.ts:1\)$/),
    });
  });
});

describe('honest code does not feel the frozen builtins', () => {
  test.each([
    [
      `(() => { class E extends Error { constructor() { super('m'); this.name = 'E'; this.message += '!' } } const e = new E(); return e.name === 'E' && String(e) === 'E: m!' })()`,
    ],
    [
      `(() => { function F() {} F.prototype.toString = () => 'f'; F.prototype.constructor = F; return String(new F()) === 'f' })()`,
    ],
    [
      `(() => { const o = {}; o.toString = () => '5'; o.valueOf = () => 6; o.constructor = 1; return +o === 6 && Object.keys(o).length === 3 })()`,
    ],
    [
      `(() => { const o = Object.create({ a: 1 }); o.hasOwnProperty = 1; return o.hasOwnProperty === 1 })()`,
    ],
    [
      `(() => { const counts = {}; for (const w of ['valueOf', 'a', 'a']) counts[w] = (Object.hasOwn(counts, w) ? counts[w] : 0) + 1; return counts.valueOf === 1 && counts.a === 2 })()`,
    ],
    [`[3, 1, 2].toSorted().map((x) => x * 2).filter((x) => x > 2).reduce((a, b) => a + b) === 10`],
    [
      `new Map([[1, 2]]).get(1) === 2 && [...new Set([1, 1])].length === 1 && [...'ab'].join('-') === 'a-b'`,
    ],
    [`JSON.stringify({ a: [1, { b: null }] }) === '{"a":[1,{"b":null}]}'`],
    [`'a1b22'.replaceAll('2', (d) => '<' + d + '>') === 'a1b<2><2>'`],
    [`Math.random() >= 0 && Math.random() < 1 && Math.random() !== Math.random()`],
    [
      `new ArrayBuffer(8).byteLength === 8 && new DataView(new ArrayBuffer(8)).getFloat64(0) === 0 && ArrayBuffer.isView(new Int8Array(1))`,
    ],
  ])('%s', async (expression) => {
    expect(await evaluate(expression)).toEqual(valueOf(1));
  });
});
