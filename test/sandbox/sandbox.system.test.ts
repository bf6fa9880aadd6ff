import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IsolateResult } from '../../src/core/sandbox.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { ENDLESS, fixtureBundle, LIMITS, runPolicy, soleOutcome } from './jobs.ts';

const GOOD = 'export function score(a: number, b: number): number { return a + b }';
const crowdPolicy = (price: string): string => `
  let calls = 0;
  export const price = (x: number) => { calls += 1; return ${price} };
  export const pick = () => 'right';
  export const order = (n: number) => [2, 0, 1].map((x) => (x + n) % 3);
  export const weights = (n: number) => Float64Array.of(n, 0.5, -0);
  export const plan = (n: number) => ({ path: [n, { deep: null }], text: 'é' });
  export const fill = (view: Float64Array) => { view[1] = view[0] * 2; view[3] = Math.random() };
  export class Agent { sum = 0; step(x: number) { this.sum += x; return this.sum } }
  export const agent = () => new Agent();`;
const crowd = { simulation: 'crowd', cases: [{ id: 'x' }, { id: 'y' }] };

const sandbox = createSandbox({ workers: 2 });
let golden: IsolateResult;
beforeAll(async () => {
  golden = await runPolicy(sandbox, GOOD);
});
afterAll(() => sandbox.close());

/** Why a candidate has no score: as a whole, or on each of its cases. */
const verdictsOf = (result: IsolateResult): readonly unknown[] => {
  if (result.status === 'rejected') return [result.reason];
  if (result.status !== 'returned') return [result.message];
  return [...new Set(result.outcomes.map((one) => (one.valid ? 'valid' : one.cause)))];
};
const scores = (result: IsolateResult): unknown =>
  result.status === 'returned' ? result.outcomes : result;

/** Expected results of the four cases. */
const fourTimes = (outcome: object): object[] => [outcome, outcome, outcome, outcome];

describe('a candidate that behaves', () => {
  test('gets an outcome for every case, in order, and its decisions counted', () => {
    expect(golden).toMatchObject({ status: 'returned', decisions: 200 });
    expect(golden).toMatchObject({
      outcomes: fourTimes({ valid: true, metrics: { steps: 50 } }),
    });
    expect(golden).not.toHaveProperty('leak');
  });

  test('gets the same outcomes in every worker, with and without a jail', async () => {
    const bare = createSandbox({ workers: 1, jail: false });
    const again = await Promise.all([
      runPolicy(sandbox, GOOD),
      runPolicy(sandbox, GOOD),
      runPolicy(bare, GOOD),
    ]);
    await bare.close();
    for (const result of again) expect(scores(result)).toEqual(scores(golden));
  });

  test('shares nothing between cases and instances', async () => {
    const result = await runPolicy(sandbox, 'let n = 0; export const score = () => (n += 1)');
    expect(result).toMatchObject({ outcomes: fourTimes({ valid: true, value: 25.5 }) });
    const counting = await runPolicy(sandbox, crowdPolicy('calls'), crowd);
    const alone = await runPolicy(sandbox, crowdPolicy('calls'), {
      ...crowd,
      cases: [{ id: 'y' }],
    });
    expect(scores(counting)).toMatchObject([{ valid: true }, soleOutcome(alone)]);
  });

  test('draws random numbers that belong to the case and to the instance', async () => {
    const [a, b] = await Promise.all([
      runPolicy(sandbox, crowdPolicy('Math.random()'), crowd),
      runPolicy(sandbox, crowdPolicy('Math.random()'), crowd),
    ]);
    expect(scores(a)).toEqual(scores(b));
    const busy = await runPolicy(sandbox, crowdPolicy('x < 99 ? (Math.random(), 1) : 0'), crowd);
    const idle = await runPolicy(sandbox, crowdPolicy('1'), crowd);
    expect(scores(busy)).not.toEqual(scores(idle));
  });
});

describe('a candidate that does not', () => {
  test.each([
    ['a loop', '() => { for (;;); }', 'timed-out'],
    ['a loop at load', '(() => { for (;;); })()', 'timed-out'],
    [
      'a loop hidden in finally',
      '() => { for (;;) { try { for (;;); } catch {} finally { for (;;); } } }',
      'timed-out',
    ],
    [
      'a native loop',
      '() => Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)',
      'timed-out',
    ],
    ['an asynchronous function', 'async () => 1', 'syntax'],
    ['a fatal error of the engine', "() => 'x'.repeat(2 ** 28).split('')", /crashed|out-of-memory/],
    ['a text that is no function', '42', 'invalid'],
    ['a throw at load', '(() => { throw null })()', 'invalid'],
    [
      'a proxy thrown at load',
      '(() => { throw new Proxy({}, { getOwnPropertyDescriptor() { throw 1 } }) })()',
      'invalid',
    ],
    ['a syntax error', '() => {', 'syntax'],
    [
      'an HTML comment that hides a brace',
      '(x) => { if (x <!--x) {\n} }\n});(function(){',
      'syntax',
    ],
  ])('%s ends as a verdict, and the next candidate is served', async (_, expression, reason) => {
    const result = await runPolicy(sandbox, `export const score = ${expression}`);
    expect(verdictsOf(result)).toEqual([expect.stringMatching(reason)]);
    expect(scores(await runPolicy(sandbox, GOOD))).toEqual(scores(golden));
  });

  test.each([
    ['() => NaN', 'score returned NaN, not a finite number'],
    ['() => ({})', 'score returned an object, not a finite number'],
    [
      '() => Promise.resolve(1)',
      'score threw ReferenceError: Promise is not defined (policy.ts:1)',
    ],
    ["() => { throw 'x'.repeat(5e8) }", 'score threw a text of 500000000 characters'],
    [
      "() => { const e = new TypeError('no'); Object.defineProperty(e, 'message', { get() { for (;;); } }); throw e }",
      'score threw TypeError (policy.ts:1)',
    ],
    ['() => { const f = () => f(); return f() }', 'more than 10000 nested calls'],
    [
      '() => { null.x }',
      "score threw TypeError: Cannot read properties of null (reading 'x') (policy.ts:1)",
    ],
  ])('%s fails its case with a note', async (expression, note) => {
    const result = await runPolicy(sandbox, `export const score = ${expression}`);
    expect(result).toMatchObject({ outcomes: fourTimes({ valid: false, note }) });
  });

  test('that takes all memory is reported so', async () => {
    const limits = { ...ENDLESS, memoryMb: 32 };
    const hungry = 'export const score = () => { const a = []; for (;;) a.push({ x: 1 }) }';
    expect(await runPolicy(sandbox, hungry, { limits })).toMatchObject({ reason: 'out-of-memory' });
  });

  test('costs nobody else anything when it kills its worker', async () => {
    const bad = "export const score = () => 'x'.repeat(2 ** 28).split('')";
    const results = await Promise.all(
      [GOOD, bad, GOOD, bad, GOOD, GOOD].map((text) => runPolicy(sandbox, text)),
    );
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(2);
    for (const index of [0, 2, 4, 5])
      expect(scores(results[index] ?? golden)).toEqual(scores(golden));
  });
});

describe('a simulation', () => {
  const withFault = (fault: string, text = crowdPolicy('x')): Promise<IsolateResult> =>
    runPolicy(sandbox, text, { simulation: 'crowd', cases: [{ id: 'x', fault }] });

  test('that throws or answers no number is the fault of the problem', async () => {
    expect(await withFault('throw')).toMatchObject({
      status: 'simulation-failed',
      message: expect.stringContaining('case x: Error: the problem is broken'),
    });
    expect(await withFault('nan')).toMatchObject({
      status: 'simulation-failed',
      message: 'case x: simulate returned NaN as value',
    });
  });

  test('cannot swallow the failure of its policy', async () => {
    const result = await withFault(
      'swallow',
      crowdPolicy("(() => { throw new Error('hidden') })()"),
    );
    expect(soleOutcome(result)).toMatchObject({
      valid: false,
      note: expect.stringContaining('hidden'),
    });
  });

  test('that never ends is stopped by the count of its events', async () => {
    expect(soleOutcome(await withFault('forever'))).toEqual({
      valid: false,
      cause: 'timed-out',
      note: 'more than 100000 events in one case',
    });
  });

  test('can measure the processor time of its policy', async () => {
    const slow = crowdPolicy(
      '(() => { let s = 0; for (let i = 0; i < 1e6; i += 1) s += i % 7; return s })()',
    );
    expect(soleOutcome(await withFault('time', slow))).toMatchObject({ metrics: { seconds: 1 } });
  });
});

describe('recorded decisions', () => {
  test.each(['x', 'Math.random()', 'x > 5 ? x.y.z : x', 'x > 5 ? NaN : x'])(
    'replayed without the policy (price = %s) they give the same outcomes',
    async (price) => {
      const options = { ...crowd, cases: [...crowd.cases, { id: 'timed', fault: 'time' }] };
      const recorded = await runPolicy(sandbox, crowdPolicy(price), {
        ...options,
        decisions: { mode: 'record' },
      });
      if (recorded.status !== 'returned') throw new Error(JSON.stringify(recorded));
      const tape = recorded.tape ?? '';
      const replayed = await runPolicy(sandbox, '', {
        ...options,
        decisions: { mode: 'replay', tape },
      });
      expect(scores(replayed)).toEqual(recorded.outcomes);
    },
  );

  test('that were tampered with give something else', async () => {
    const recorded = await runPolicy(sandbox, GOOD, { decisions: { mode: 'record' } });
    const other = await runPolicy(sandbox, GOOD.replace('a + b', 'a'), {
      decisions: { mode: 'record' },
    });
    const tape = (other.status === 'returned' && other.tape) || '';
    const replayed = await runPolicy(sandbox, '', { decisions: { mode: 'replay', tape } });
    expect(scores(replayed)).not.toEqual(scores(recorded));
  });
});

describe('the pool', () => {
  test('an aborted job rejects at once and leaves the pool healthy', async () => {
    const abort = new AbortController();
    const simulation = await fixtureBundle('sum');
    const source = {
      entry: 'policy.ts',
      files: { 'policy.ts': 'export const score = () => { for (;;); }' },
    };
    const limits = { ...LIMITS, ...ENDLESS };
    const cases = { hash: 'c', json: '[{"id":"c","steps":1}]', count: 1 };
    const startedAt = performance.now();
    const running = sandbox.run({ simulation, cases, source, seed: '1', limits }, abort.signal);
    setTimeout(() => abort.abort(new Error('enough')), 100);
    await expect(running).rejects.toThrow('enough');
    expect(performance.now() - startedAt).toBeLessThan(5000);
    expect(scores(await runPolicy(sandbox, GOOD))).toEqual(scores(golden));
  });

  test('says what it guarantees', () => {
    expect(sandbox.guarantees.join('\n')).toMatch(
      /two realms[\s\S]*empty environment[\s\S]*bubblewrap/i,
    );
  });

  test('leaves no process behind', async () => {
    const mine = createSandbox({ workers: 2 });
    const running = [
      runPolicy(mine, GOOD),
      runPolicy(mine, 'export const score = () => { for (;;); }', { limits: ENDLESS }),
    ];
    await running[0];
    expect(childrenOf(process.pid)).toBeGreaterThan(0);
    const before = childrenOf(process.pid);
    await mine.close();
    expect(await running[1]).toMatchObject({ status: 'rejected', reason: 'crashed' });
    expect(childrenOf(process.pid)).toBeLessThan(before);
    await expect(runPolicy(mine, GOOD)).rejects.toThrow('the sandbox is closed');
  });
});

/** Number of worker processes below a process. */
function childrenOf(pid: number): number {
  const lines = execFileSync('ps', ['-e', '-o', 'ppid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.filter(
    (line) => Number.parseInt(line, 10) === pid && line.includes('worker/main.ts'),
  ).length;
}
