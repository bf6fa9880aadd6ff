import { expect, test } from 'vitest';
import { ProposalError } from '../../src/core/errors.ts';
import type { Evaluation, Source } from '../../src/core/program.ts';
import { normalHash } from '../../src/syntax/normal-form.ts';
import { parseModule } from '../../src/syntax/parse.ts';
import { tunableConstants, tuned } from '../../src/tune/tunable-constants.ts';
import { applyEdits } from '../../src/syntax/text-edits.ts';
import { createTuneProposer } from '../../src/tune/tune.ts';
import { briefOf, contextOf, programOf, rejected, scored } from '../fixtures/briefs.ts';
import { samplePolicy, sourceOf } from '../fixtures/load-policies.ts';

const PARABOLA = `export function f(): readonly number[] {
  return [20 * 1.0, 0.004 * 1.0, -5.5];
}`;
const codeOf = ({ files }: Source): string => files['policy.ts'] ?? '';

/** Best at f() = [30, 0.002, -5.5]; relative errors count. */
function parabola(source: Source): Evaluation {
  const values = /return (.*);/.exec(codeOf(source))?.[1] ?? '[]';
  // oxlint-disable-next-line typescript/no-implied-eval, typescript/no-unsafe-call -- arithmetic of this test
  const answer: unknown = new Function(`return ${values};`)();
  if (!Array.isArray(answer)) return rejected();
  const [a, b, c] = answer.map(Number);
  const errors = [(a ?? 0) / 30 - 1, (b ?? 0) / 0.002 - 1, (c ?? 0) / -5.5 - 1];
  return scored(-errors.reduce((sum, error) => sum + error * error, 0));
}

const parentOf = (code: string): ReturnType<typeof briefOf> => {
  const fitness = parabola({ entry: 'policy.ts', files: { 'policy.ts': code } });
  const parent = programOf('p7', code, fitness.status === 'scored' ? fitness.fitness : 0);
  return { ...briefOf(code), parent };
};

test('a known optimum is found', async () => {
  const proposer = createTuneProposer({ maxEvaluations: 300 });
  const proposal = await proposer.propose(
    parentOf(PARABOLA),
    contextOf(1, async (source) => parabola(source)),
  );
  const result = parabola(proposal.source);
  expect(result.status === 'scored' && result.fitness).toBeGreaterThan(-1e-4);
  expect(proposal.parents).toEqual(['p7']);
  expect(proposal.note).toMatch(/^tuned \d of 5 numbers in \d+ evaluations, 1\.\d+ better$/);
});

test('a default budget already removes nine tenths of the error', async () => {
  const gains = await Promise.all(
    [1, 2, 3, 4, 5].map(async (seed) => {
      const context = contextOf(seed, async (source) => parabola(source));
      const { source } = await createTuneProposer().propose(parentOf(PARABOLA), context);
      const result = parabola(source);
      return result.status === 'scored' ? result.fitness : Number.NEGATIVE_INFINITY;
    }),
  );
  expect(gains.toSorted((a, b) => a - b)[2]).toBeGreaterThan(-0.1);
});

test('the budget is never exceeded, and a generation is measured at once', async () => {
  for (const maxEvaluations of [4, 17, 48]) {
    let calls = 0;
    let running = 0;
    let most = 0;
    const context = contextOf(3, async (source) => {
      calls += 1;
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
      return parabola(source);
    });
    await createTuneProposer({ maxEvaluations }).propose(parentOf(PARABOLA), context);
    expect(calls).toBeLessThanOrEqual(maxEvaluations);
    expect(most).toBeGreaterThan(3);
  }
});

test('the order in which evaluations end does not matter', async () => {
  const propose = (delay: (call: number) => number): Promise<unknown> => {
    let call = 0;
    const context = contextOf(5, async (source) => {
      call += 1;
      for (let turn = delay(call); turn > 0; turn -= 1) await Promise.resolve();
      return parabola(source);
    });
    return createTuneProposer().propose(parentOf(PARABOLA), context);
  };
  expect(await propose((call) => (7 * call) % 11)).toEqual(await propose(() => 0));
});

test('an aborted signal ends the search with what it has', async () => {
  const controller = new AbortController();
  let calls = 0;
  const context = contextOf(1, async (source) => {
    calls += 1;
    if (calls === 10) controller.abort();
    return parabola(source);
  });
  const proposer = createTuneProposer({ maxEvaluations: 400 });
  await proposer.propose(parentOf(PARABOLA), { ...context, signal: controller.signal });
  expect(calls).toBeLessThan(20);
});

test('variants that fail are worse than all others and are never proposed', async () => {
  const context = contextOf(2, async (source) => {
    const result = parabola(source);
    return codeOf(source).includes('20 *') || (result.status === 'scored' && result.fitness > -0.6)
      ? rejected()
      : result;
  });
  const { source } = await createTuneProposer().propose(parentOf(PARABOLA), context);
  const result = parabola(source);
  expect(result.status === 'scored' && result.fitness).toBeLessThanOrEqual(-0.6);
});

test('a parent that cannot be improved, without numbers, or missing is a ProposalError', async () => {
  const proposer = createTuneProposer({ maxEvaluations: 20 });
  const worse = contextOf(1, async () => scored(-100));
  await expect(proposer.propose(parentOf(PARABOLA), worse)).rejects.toThrow('no better numbers');
  const plain = briefOf('export const f = (a: number): number => a;');
  await expect(proposer.propose(plain, contextOf(1))).rejects.toThrow('no number to tune');
  await expect(proposer.propose(briefOf(null), contextOf(1))).rejects.toThrow(ProposalError);
});

function constantsIn(code: string): ReturnType<typeof tunableConstants> {
  const parsed = parseModule(code);
  return parsed.ok ? tunableConstants(code, parsed.ast) : [];
}

test('indices, equalities, loop bounds, counter steps, exponents and types are left alone', () => {
  const code = `
    type A = 7;
    export function f(a: number[], x: 3 | 4): number {
      let sum = 0;
      for (let i = 0; i < 10; i += 1) sum += a[1] ?? 0.5;
      if (x === 3) sum += 1;
      return (sum % 5) + x ** 2 + 0.25 * Math.max(6, a[a.length - 1] ?? 0);
    }`;
  expect(constantsIn(code).map(({ value }) => value)).toEqual([0.5, 0.25, 6, 0]);
});

test('the numbers of a policy are its own at coordinate 0', () => {
  const { code } = samplePolicy('spot');
  const constants = constantsIn(code);
  expect(constants.map(({ value }) => value)).toEqual([2, 10, 0.25]);
  expect(
    applyEdits(
      code,
      constants.map((constant) => tuned(constant, 0)),
    ),
  ).toBe(code);
});

test('lengths stay whole', () => {
  const [length] = constantsIn('export const f = () => new Float64Array(8);');
  expect(length?.read(0.3)).toBe('11');
});

/** The program with every constant at a coordinate. */
function tunedCode(code: string, coordinate: number): string {
  return applyEdits(
    code,
    constantsIn(code).map((constant) => tuned(constant, coordinate)),
  );
}

const markedPolicy = `export function f(a: number): number {
  let sum = 10 - /* tune */ 4;
  for (let i = 0; i < /* tune 4..32 */ 16; i += 1) sum += -/* tune 0..1 */ 0.5 * 3;
  return sum + /* tune -2..2 */ -0.25 + /*tune:1e-3..1_000*/ (7) + /* not a mark */ 8;
}`;

test('in a program with marks only the marked numbers are tuned, wherever they stand', () => {
  const constants = constantsIn(markedPolicy);
  expect(constants.map(({ value }) => value)).toEqual([4, 16, 0.5, -0.25, 7]);
  expect(constants.map(({ isWhole }) => isWhole)).toEqual([false, true, false, false, false]);
});

test('a marked number is its own at coordinate 0, and its mark survives any step', () => {
  expect(tunedCode(markedPolicy, 0)).toBe(markedPolicy);
  for (const coordinate of [-3, -0.4, 0.1, 0.7, 25]) {
    const code = tunedCode(markedPolicy, coordinate);
    expect(code.match(/tune/g)).toHaveLength(5);
    expect(constantsIn(code)).toHaveLength(5);
  }
});

test('a marked number never leaves its range, and reaches all of it', () => {
  const ranges = [undefined, [4, 32], [0, 1], [-2, 2], [1e-3, 1000]] as const;
  const constants = constantsIn(markedPolicy);
  const coordinates = Array.from({ length: 1001 }, (_, index) => (index - 500) / 200);
  for (const [index, range] of ranges.entries()) {
    if (range === undefined) continue;
    const values = coordinates.map((coordinate) =>
      Number(constants[index]?.read(coordinate).replaceAll(/[()]/g, '')),
    );
    const [low, high] = range;
    expect(Math.min(...values)).toBeGreaterThanOrEqual(low);
    expect(Math.max(...values)).toBeLessThanOrEqual(high);
    expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(0.95 * (high - low));
  }
});

test('a value outside its range is moved inside; a range that is none is no range', () => {
  expect(tunedCode('export const a = /* tune 1..2 */ 9;', 0)).toContain('/* tune 1..2 */ 2;');
  expect(tunedCode('export const a = /* tune 2..1 */ 9;', 0)).toContain('9;');
  expect(tunedCode('export const a = /* tune 1..1e999 */ 2000;', 1)).toContain('5436.6;');
  expect(
    tunedCode('export const a = [/* tune 0.2..0.8 */ 3][/* tune 0.2..0.8 */ 0];', 0),
  ).toContain('/* tune 0.2..0.8 */ 0.8]');
});

test('a mark before anything but a number marks nothing', () => {
  const code = 'export const f = (a: number) => /* tune */ a * 2 + /* tune */ (3 + a);';
  expect(constantsIn(code).map(({ value }) => value)).toEqual([2, 3]);
});

test('a sign that a marked number gains or loses leaves a program that parses', () => {
  const code = 'export const f = (a: number) => a-/* tune -1..1 */0.5 - -/* tune -1..1 */0.5;';
  for (const coordinate of [-0.6, -0.3, 0.2]) {
    const text = tunedCode(code, coordinate);
    expect(parseModule(text).ok).toBe(true);
    expect(constantsIn(text).map(({ value }) => Math.abs(value) <= 1)).toEqual([true, true]);
  }
});

test('marks do not make another program', () => {
  expect(normalHash(sourceOf(markedPolicy))).toBe(
    normalHash(sourceOf(markedPolicy.replaceAll(/\/\*.*?\*\//g, ''))),
  );
});

test('the proposer tunes marked numbers and no others, within their ranges', async () => {
  const code = PARABOLA.replace('20 *', '/* tune 1..25 */ 20 *');
  const context = contextOf(4, async (source) => parabola(source));
  const { source, note } = await createTuneProposer({ maxEvaluations: 100 }).propose(
    parentOf(code),
    context,
  );
  expect(codeOf(source)).toContain('[/* tune 1..25 */ 25 * 1.0, 0.004 * 1.0, -5.5]');
  expect(note).toContain('tuned 1 of 1 numbers');
});
