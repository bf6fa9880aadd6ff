import { afterAll, describe, expect, test } from 'vitest';
import { createSandbox, createRng, evaluate, type Evaluation } from 'adrs-lab';
import { simulationEvaluator } from 'adrs-lab/evaluators/simulation';
import { REALM_WALK } from '../fixtures/realm-walk.ts';

const sandbox = createSandbox({ workers: 1 });
afterAll(() => sandbox.close());

const HONEST = {
  price: '(x) => x',
  pick: `() => 'right'`,
  order: '(n) => [2, 0, 1].map((x) => (x + n) % 3)',
  weights: '(n) => [n, 0.5, 2]',
  plan: '(n) => ({ path: [n] })',
  fill: '(view) => { view[1] = view[0] * 2; view[3] = 7; }',
  agent: '() => ({ sum: 0, step(x) { this.sum += x; return this.sum; } })',
};

/** The evaluator over a fixture, with an audit. */
async function measure(
  simulation: string,
  text: string,
  workloads: readonly { readonly id: string; readonly fault?: string }[],
): Promise<Evaluation> {
  const file = new URL(`../fixtures/${simulation}-simulation.ts`, import.meta.url);
  const evaluator = simulationEvaluator({ simulation: file, limits: { timeoutMs: 1500 } });
  const objective = {
    metric: 'sum',
    direction: 'maximize',
    unit: '1',
    worst: () => -1,
  } as const;
  const cases = workloads.map((workload) => ({ workload, bound: undefined, worst: -1 }));
  const source = { entry: 'policy.ts', files: { 'policy.ts': text } };
  const signal = AbortSignal.timeout(60_000);
  const rng = createRng('answers');
  const context = { cases, sandboxes: { isolate: sandbox }, signal, rng, audit: true };
  return evaluate({ evaluator, objective }, source, context);
}

/** An honest policy with some of its functions replaced. */
async function withAnswers(changes: Partial<typeof HONEST>, load = ''): Promise<Evaluation> {
  const functions = Object.entries({ ...HONEST, ...changes }).map(
    ([name, code]) => `export const ${name}: any = ${code};`,
  );
  return measure('crowd', [load, ...functions].join('\n'), [{ id: 'x' }, { id: 'y' }]);
}

const honest = withAnswers({});
const fitnessOf = (evaluation: Evaluation): unknown =>
  evaluation.status === 'scored' ? evaluation.fitness : evaluation;

describe('an answer is read once, by index, and believed in nothing', () => {
  test.each<[about: string, changes: Partial<typeof HONEST>]>([
    ['a proxy', { order: '(n) => new Proxy([2, 0, 1].map((x) => (x + n) % 3), {})' }],
    [
      'a length that grows with each reading',
      {
        weights:
          '(n) => { let reads = 0; return { get length() { return 3 + 9e9 * reads++; }, 0: n, 1: 0.5, 2: 2 }; }',
      },
    ],
    [
      'elements that change with each reading',
      {
        weights:
          '(n) => { let reads = 0; return { length: 3, get 0() { return reads++ === 0 ? n : NaN; }, 1: 0.5, 2: 2 }; }',
      },
    ],
    [
      'an iterator of its own',
      {
        weights:
          '(n) => Object.defineProperty([n, 0.5, 2], Symbol.iterator, { value: () => { throw 1; } })',
      },
    ],
    ['a species of its own', { weights: '(n) => (class extends Array {}).of(n, 0.5, 2)' }],
    ['a toJSON', { plan: '(n) => ({ toJSON: () => ({ path: [n] }), path: [] })' }],
    [
      'a toJSON that changes',
      { plan: '(n) => { let c = 0; return { toJSON: () => (c++ ? 1 : { path: [n] }) }; }' },
    ],
    [
      'a view that is kept and written in other calls',
      {
        fill: '(view) => { kept = view; view[1] = view[0] * 2; view[3] = 7; }',
        price: '(x) => { if (kept) { kept[2] = 5; kept[2] = 0; } return x; }',
      },
    ],
  ])('%s gains nothing and passes the audit', async (_, changes) => {
    expect(fitnessOf(await withAnswers(changes, 'let kept: any;'))).toBe(fitnessOf(await honest));
  });

  test.each<[about: string, changes: Partial<typeof HONEST>, feedback: RegExp]>([
    ['a length without end', { order: '() => ({ length: 2 ** 53 })' }, /at most 16 numbers/],
    [
      'a length that turns into a number',
      { order: '() => ({ length: { valueOf: () => 3 } })' },
      /at most 16 numbers/,
    ],
    ['a text of digits', { order: `() => '201'` }, /must return an array/],
    ['holes', { weights: '() => [1, , 2]' }, /element 1 is undefined/],
    ['an element that turns into a number', { weights: '() => [{ valueOf: () => 1 }]' }, /object/],
    ['a position twice', { order: '() => [0, 0, 1]' }, /each whole number below 3 once/],
    ['minus zero and zero', { order: '() => [0, -0, 1]' }, /each whole number below 3 once/],
    ['a circle', { plan: '() => { const a = []; a[0] = a; return a; }' }, /plan threw TypeError/],
    ['no data', { plan: '() => () => 1' }, /no plain data/],
    ['too much data', { plan: `() => 'x'.repeat(2e6)` }, /at most 1000 bytes/],
    [
      'a getter that throws something like a verdict',
      { weights: `() => ({ get length() { throw { name: 'PolicyFailure', message: 'fine' }; } })` },
      /weights threw PolicyFailure: fine/,
    ],
    [
      'a getter without end',
      { weights: '() => ({ get length() { for (;;); } })' },
      /more than \d+ steps/,
    ],
    ['a toJSON without end', { plan: '() => ({ toJSON() { for (;;); } })' }, /more than \d+ steps/],
  ])('%s is refused', async (_, changes, feedback) => {
    expect(await withAnswers(changes)).toMatchObject({
      status: 'rejected',
      feedback: expect.stringMatching(feedback),
    });
  });
});

describe('instances of one policy cannot talk', () => {
  test.each([
    ['through the module', 'globalThis', ''],
    ['through this of the module', 'this', ''],
    ['through its arguments', 'arguments[0]', ''],
    [
      'through the error of two failed disposals',
      'made',
      `let made: any; try { using a: any = { [Symbol.dispose]() { throw 1; } }; using b: any = { [Symbol.dispose]() { throw 2; } }; } catch (e) { made = Object.getPrototypeOf(e); }`,
    ],
    ['through a template', '((parts) => parts)`meet`', ''],
    ['through Function', '(() => 1).constructor', ''],
  ])('%s', async (_, place, before) => {
    const load = `${before} let met = 0; try { const place: any = ${place}; met = place.met ?? 0; place.met = 1; } catch {}`;
    expect(fitnessOf(await withAnswers({ price: '(x) => x + met' }, load))).toBe(
      fitnessOf(await honest),
    );
  });
});

describe('a simulation that gives its own objects away', () => {
  test('gives copies and texts only: the policy meets no foreign object', async () => {
    const evaluation = await measure('leaky', REALM_WALK, [{ id: 'only' }]);
    expect(evaluation).toMatchObject({
      status: 'scored',
      fitness: 0,
      metrics: { met: expect.toSatisfy((met: number) => met > 450) },
    });
  });

  test('is stopped when it gives an array of its own realm', async () => {
    const evaluation = await measure('leaky', REALM_WALK, [{ id: 'only', fault: 'own-view' }]);
    expect(evaluation).toMatchObject({
      status: 'rejected',
      reason: 'evaluator-fault',
      feedback: expect.stringMatching(/a view must come from the float64 or int32/),
    });
  });
});
