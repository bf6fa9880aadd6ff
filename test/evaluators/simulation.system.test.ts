import {
  createRng,
  createSandbox,
  evaluate,
  type EvaluateContext,
  type Evaluation,
  type Evaluator,
  type IsolateJob,
  type IsolateResult,
  type Objective,
  type Source,
  type IsolateSandbox,
} from 'adrs-lab';
import { simulationEvaluator } from 'adrs-lab/evaluators/simulation';
import { afterAll, describe, expect, test } from 'vitest';

const sandbox = createSandbox({ workers: 1 });
afterAll(() => sandbox.close());

interface Sum {
  readonly id: string;
  readonly group?: string;
  readonly steps: number;
}

const fixture = (name: string): URL =>
  new URL(`../fixtures/${name}-simulation.ts`, import.meta.url);
const limits = { timeoutMs: 5000 };
const evaluator = simulationEvaluator({ simulation: fixture('sum'), limits });
const source = (text: string): { entry: string; files: Record<string, string> } => ({
  entry: 'policy.ts',
  files: { 'policy.ts': text },
});
const CONSTANT = source('export const score = () => 3');

interface Context extends EvaluateContext {
  readonly objective: Objective<never>;
}

/** Three cases in two groups; a policy that answers 3 has the value 3 on each. */
function context(changes: Partial<Context> & { bound?: number; worst?: number } = {}): Context {
  const { bound, worst = 100, ...rest } = changes;
  const cases = ['a', 'b', 'c'].map((id, index) => {
    const workload: Sum = { id, steps: 10, group: index < 2 ? 'small' : 'large' };
    return { workload, bound, worst };
  });
  const objective = {
    metric: 'meanSum',
    direction: 'minimize',
    unit: 's',
    worst: () => 100,
  } as const;
  const signal = AbortSignal.timeout(60_000);
  return { cases, objective, rng: createRng(1), sandboxes: { isolate: sandbox }, signal, ...rest };
}

/** Measured by the evaluator and scored by the framework. */
function evaluated(
  by: Evaluator,
  candidate: Source,
  { objective, ...rest }: Context,
): Promise<Evaluation> {
  return evaluate({ evaluator: by, objective }, candidate, rest);
}

describe('a measured policy', () => {
  test('has the mean of its cases as fitness, by direction, and as metric', async () => {
    const scored = await evaluated(evaluator, CONSTANT, context());
    expect(scored).toMatchObject({
      status: 'scored',
      fitness: -3,
      standardError: 0,
      metrics: { meanSum: 3, 'meanSum/small': 3, 'meanSum/large': 3, steps: 10 },
    });
    const objective = { ...context().objective, direction: 'maximize' } as const;
    expect(await evaluated(evaluator, CONSTANT, context({ objective, worst: 0 }))).toMatchObject({
      fitness: 3,
    });
  });

  test('has 0 and not -0 as its fitness', async () => {
    const scored = await evaluated(evaluator, source('export const score = () => -0'), context());
    expect(scored).toMatchObject({ fitness: 0 });
  });

  test('has a standard error from the spread over its cases', async () => {
    const text = 'export const score = (a: number) => (a < 0.5 ? 0 : 9)';
    const scored = await evaluated(evaluator, source(text), context());
    if (scored.status !== 'scored') throw new Error(scored.status);
    const values = scored.cases.map(({ value }) => value);
    const mean = values.reduce((a, b) => a + b) / 3;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2;
    expect(scored.standardError).toBeCloseTo(Math.sqrt(variance / 3), 12);
    expect(scored.standardError).toBeGreaterThan(0);
  });

  test('gets the worst value for a case that fails, and the reason is reported', async () => {
    // The first draw of each case decides: at least one of the three fails, and not all.
    const first = await evaluated(
      evaluator,
      source('let n = -1; export const score = (a: number) => { if (n < 0) n = a; return n }'),
      context(),
    );
    if (first.status !== 'scored') throw new Error(first.status);
    const limit = Math.max(...first.cases.map(({ value }) => value));
    const text = `export const score = (a: number, step: number) => {\n  if (step === 0 && a >= ${limit - 1e-9}) throw new Error('too\\u001b[2J big');\n  return 3 }`;
    const scored = await evaluated(evaluator, source(text), context());
    expect(scored).toMatchObject({ status: 'scored', fitness: -(100 + 3 + 3) / 3 });
    if (scored.status !== 'scored') throw new Error(scored.status);
    expect(scored.cases.filter(({ valid }) => !valid)).toMatchObject([
      { value: 100, note: expect.stringContaining(String.raw`too\u001b[2J big`) },
    ]);
    expect(scored.feedback).toMatch(
      /2 of 3 cases valid[\s\S]*1 failed, such as [abc]: score threw Error: too\\u001b\[2J big \(policy.ts:2/,
    );
    expect(scored.feedback.length).toBeLessThanOrEqual(2000);
  });

  test('is scored the same by any worker and at any time', async () => {
    const text = 'export const score = (a: number, b: number) => a * b + Math.random()';
    const results = await Promise.all(
      [1, 2, 3].map(() => evaluated(evaluator, source(text), context())),
    );
    const fitness = results.map((result) =>
      result.status === 'scored' ? result.fitness : Number.NaN,
    );
    expect(new Set(fitness).size).toBe(1);
  });
});

describe('a policy without a score', () => {
  test.each([
    ['syntax', 'export const score = (a => 1', /^policy.ts:1:\d+: /],
    ['invalid', 'export const other = 1', /policy.ts does not export score/],
    ['invalid', 'export const score = () => "\u0007"', /U\+0007/],
    ['invalid', 'export const score = () => NaN', /0 of 3 cases valid[\s\S]*3 failed/],
    ['crashed', 'export const score = () => { throw 1 }', /score threw 1/],
    ['timed-out', 'export const score = () => { for (;;); }', /time limit/],
  ])('is rejected as %s: %s', async (reason, text, feedback) => {
    const quick = simulationEvaluator({ simulation: fixture('sum'), limits: { timeoutMs: 700 } });
    const result = await evaluated(quick, source(text), context());
    expect(result).toMatchObject({
      status: 'rejected',
      reason,
      feedback: expect.stringMatching(feedback),
    });
  });

  test('is held to the limits of the run instead of those of the problem', async () => {
    const result = await evaluated(evaluator, CONSTANT, context({ limits: { maxEvents: 9 } }));
    expect(result).toMatchObject({ feedback: expect.stringContaining('more than 9 events') });
  });

  test('is quarantined when its mean is better than the proven bound', async () => {
    expect(await evaluated(evaluator, CONSTANT, context({ bound: 3.01 }))).toMatchObject({
      status: 'quarantined',
      reason: 'better than a proven bound',
      evidence: { mean: 3, bound: expect.closeTo(3.01, 9) },
    });
    expect(await evaluated(evaluator, CONSTANT, context({ bound: 3 }))).toMatchObject({
      status: 'scored',
    });
  });
});

describe('an audit', () => {
  /** A sandbox that changes what comes back. */
  const tampering = (
    change: (job: IsolateJob, result: IsolateResult) => IsolateResult,
  ): IsolateSandbox => ({
    ...sandbox,
    run: async (job, signal) => change(job, await sandbox.run(job, signal)),
  });

  test('confirms an honest policy', async () => {
    const audited = await evaluated(evaluator, CONSTANT, context({ audit: true }));
    expect(audited).toMatchObject({ status: 'scored', fitness: -3 });
  });

  test('quarantines a score that its recorded decisions do not give', async () => {
    const forged = tampering((job, result) =>
      job.decisions?.mode === 'record' && result.status === 'returned'
        ? { ...result, outcomes: result.outcomes.map((outcome) => ({ ...outcome, value: 2.999 })) }
        : result,
    );
    expect(
      await evaluated(
        evaluator,
        CONSTANT,
        context({ audit: true, sandboxes: { isolate: forged } }),
      ),
    ).toMatchObject({
      status: 'quarantined',
      evidence: { difference: 'case a' },
    });
  });

  test('quarantines a policy whose state leaks between cases', async () => {
    const leaking = tampering((_, result) => Object.assign(result, { leak: 'cases 2 differ' }));
    expect(
      await evaluated(
        evaluator,
        CONSTANT,
        context({ audit: true, sandboxes: { isolate: leaking } }),
      ),
    ).toMatchObject({
      status: 'quarantined',
      reason: 'state leaks between cases',
      evidence: { leak: 'cases 2 differ' },
    });
  });

  test('runs every case in another order, in which none is where it was among the first', async () => {
    const orders: (readonly number[])[] = [];
    const watching = tampering((job, result) => {
      if (job.order !== undefined) orders.push(job.order);
      return result;
    });
    for (const seed of [1, 2, 3, 4, 5]) {
      const given = { audit: true, rng: createRng(seed), sandboxes: { isolate: watching } };
      await evaluated(evaluator, CONSTANT, context(given));
    }
    expect(orders.map((order) => order.toSorted((a, b) => a - b))).toEqual(
      Array.from({ length: 5 }, () => [0, 1, 2]),
    );
    expect(orders.map(([first]) => first)).toEqual([2, 2, 2, 2, 2]);
  });

  /** What a policy does with the number of cases that it believes to have been before. */
  const channels: readonly (readonly [what: string, told: (before: number) => number])[] = [
    ['the first case', (before) => (before === 0 ? 1 : 2)],
    ['every other case', (before) => before % 2],
    ['the last case', (before) => (before === 7 ? 1 : 2)],
    ['the number of cases before', (before) => before],
  ];

  test.for(channels)('finds a policy that knows %s', async ([, told]) => {
    let recorded: IsolateResult | undefined;
    // As with a policy that has a way to count: each job counts its own cases, and the tape holds what was answered.
    const counting = tampering((job, result) => {
      if (job.decisions?.mode === 'replay') return recorded ?? result;
      if (result.status !== 'returned') return result;
      const outcomes = result.outcomes.map((one, at) => ({ ...one, value: told(at) }));
      if (job.decisions?.mode === 'record') recorded = { ...result, outcomes };
      return { ...result, outcomes };
    });
    const [known] = context().cases;
    if (known === undefined) throw new Error('a case');
    const cases = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((id) => {
      return { ...known, workload: { ...known.workload, id } };
    });
    const changes = { cases, audit: true, sandboxes: { isolate: counting } };
    expect(await evaluated(evaluator, CONSTANT, context(changes))).toMatchObject({
      status: 'quarantined',
      reason: 'state leaks between cases',
      evidence: {
        leak: expect.stringMatching(/^case [a-h] came out differently in another order$/),
      },
    });
  });

  test('finds a policy that learns from the depth of the stack whether it is the first', async () => {
    // The engine's tier decides how deep a function can call itself; the first instance finds it cold.
    const policy = source(`
      let depth = 0;
      function deep(n) { depth++; if (n === 0) return 1; return deep(n - 1) + 1; }
      function probe() { depth = 0; try { deep(-1); } catch {} return depth; }
      let isFirst;
      export const score = () => {
        if (isFirst === undefined) {
          const cold = probe();
          for (let i = 0; i < 100000; i++) deep(2);
          isFirst = Math.abs(cold - probe()) > 1000;
        }
        return isFirst ? 1 : 2;
      };`);
    const plain = await evaluated(evaluator, policy, context());
    const audited = await evaluated(evaluator, policy, context({ audit: true }));
    // Where the engine, or a limit on nested calls, leaves nothing to learn, every case comes out the same.
    const values = plain.status === 'scored' ? plain.cases.map(({ value }) => value) : [];
    const learns = new Set(values).size > 1;
    expect(audited.status === 'quarantined' || !learns).toBe(true);
  });

  test('hands bounds to nobody', async () => {
    const sent: string[] = [];
    const watching = tampering((job, result) => {
      sent.push(JSON.stringify({ ...job, simulation: '' }));
      return result;
    });
    await evaluated(
      evaluator,
      CONSTANT,
      context({ bound: 2.625, audit: true, sandboxes: { isolate: watching } }),
    );
    expect(sent).toHaveLength(3);
    expect(sent.join()).not.toMatch(/2\.625|bound|worst/);
  });
});

describe('a broken problem', () => {
  test.each(['throw', 'nan'])(
    'is no fault of the policy, and names the file: %s',
    async (fault) => {
      const broken = simulationEvaluator({ simulation: fixture('crowd') });
      const cases = [{ workload: { id: 'x', fault }, bound: undefined, worst: 0 }];
      const text =
        'export const price = 0, pick = 0, order = 0, weights = 0, plan = 0, fill = 0, agent = 0';
      const whole = text.replaceAll('= 0', '= () => 0');
      expect(await evaluated(broken, source(whole), context({ cases }))).toMatchObject({
        status: 'rejected',
        reason: 'evaluator-fault',
        feedback: expect.stringMatching(/crowd-simulation.ts failed: case x/),
      });
    },
  );

  test('cannot be bundled when its simulation is missing', async () => {
    const missing = simulationEvaluator({ simulation: fixture('no-such') });
    await expect(missing.fingerprint()).rejects.toThrow(/cannot be bundled/);
  });
});

test('the fingerprint belongs to the simulation and its limits', async () => {
  const again = simulationEvaluator({ simulation: fixture('sum'), limits });
  expect(await again.fingerprint()).toBe(await evaluator.fingerprint());
  const other = simulationEvaluator({ simulation: fixture('sum') });
  expect(await other.fingerprint()).not.toBe(await evaluator.fingerprint());
});
