import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createNativePolicy, createRng } from 'adrs-lab/sim';
import { afterAll, describe, expect, test } from 'vitest';
import { farthestNextUse } from '../../../problems/cache-eviction/cases/belady.ts';
import { leastMisses } from '../../../problems/cache-eviction/cases/bound.ts';
import { generateTrace } from '../../../problems/cache-eviction/cases/generator.ts';
import { problem } from '../../../problems/cache-eviction/problem.ts';
import { port, simulate } from '../../../problems/cache-eviction/simulation/index.ts';
import type { CacheCase, Trace } from '../../../problems/cache-eviction/cases/workload.ts';
import type { Evaluation, Scored } from '../../../src/core/program.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { lruMisses, weighedFarthestMisses } from './reference.ts';
import { measure } from '../measure.ts';
import { policyOf } from '../policy-file.ts';
import { publicData } from '../public-data.ts';

const sandbox = createSandbox({ workers: 1 });
afterAll(() => sandbox.close());

const fileOf = (name: string): URL =>
  new URL(`../../../problems/cache-eviction/${name}.ts`, import.meta.url);
/** Bounds have tests of their own. */
const unbounded = { ...problem, objective: { ...problem.objective, bound: () => 0 } };
const onTrain = (name: string): Promise<Evaluation> =>
  measure(fileOf(name), { problem: unbounded, sandbox, cases: problem.cases.train });

const data = publicData('traces');
const golden = publicData('golden');

describe.skipIf(data === undefined || golden === undefined)('the published trace', async () => {
  // The body of a skipped group runs all the same.
  const splits = (data === undefined ? undefined : await problem.load?.(data)) ?? {};
  const cases = (await splits['public']?.()) ?? [];
  const missCount = golden === undefined ? {} : await readGolden(golden);

  test.each([
    ['fifo', 'FIFO'],
    ['lru', 'LRU'],
    ['clock', 'Clock'],
    ['lfu', 'LFU'],
    ['gdsf', 'GDSF'],
  ])('%s misses in the sandbox as often as published at each of eight sizes', async (name, row) => {
    const file = fileOf(`policies/baselines/${name}`);
    const evaluation = await measure(file, {
      problem: unbounded,
      sandbox,
      cases: splits['public'],
    });
    expect(missesOf(scored(evaluation), cases)).toEqual(missCount[row]);
  });

  test('farthest next use misses as often as published at each of eight sizes', () => {
    expect(cases.map(farthestNextUse)).toEqual(missCount['Belady']);
  });

  test('the bound is within 1 % of what can be reached', () => {
    const [trace] = cases.filter(({ id }) => id === '896-MiB');
    if (trace === undefined) throw new Error('there is no case');
    const reached = weighedFarthestMisses(trace);
    const bound = leastMisses(trace);
    expect(bound).toBeLessThanOrEqual(reached);
    expect(bound).toBeGreaterThan(0.99 * reached);
  });

  test('a tenth of the bytes is the cache of the published miss ratios', async () => {
    const [tenth] = (await splits['tenth']?.()) ?? [];
    if (tenth === undefined) throw new Error('there is no case');
    expect(tenth.capacity).toBe(202_976_972);
    const ratio = (misses: number): number => misses / tenth.requests.length;
    expect(ratio(lruMisses(tenth))).toBeCloseTo(0.80968, 5);
    expect(ratio(farthestNextUse(tenth))).toBeCloseTo(0.65128, 5);
  });

  test('the generated disk has the miss ratios of the sample under LRU, within 8 points', () => {
    const footprint = cases[0]?.sizes.reduce((sum, size) => sum + size, 0) ?? 0;
    const gaps = cases.map(({ capacity }, at) => {
      const sample = (missCount['LRU']?.[at] ?? 0) / (cases[0]?.requests.length ?? 1);
      return Math.abs(meanLruRatio(capacity / footprint) - sample);
    });
    expect(Math.max(...gaps)).toBeLessThan(0.08);
  });
});

async function readGolden(folder: string): Promise<Record<string, readonly number[]>> {
  const text = await readFile(path.join(folder, 'cache_misses.json'), 'utf8');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the file's layout is published
  const { missCount } = JSON.parse(text) as { missCount: Record<string, readonly number[]> };
  return missCount;
}

function missesOf({ cases }: Scored, traces: readonly Trace[]): number[] {
  return cases.map(({ value }, at) =>
    Math.round((value * (traces[at]?.requests.length ?? 0)) / 100),
  );
}

const disks = Array.from({ length: 12 }, (_, seed) => {
  const trace = generateTrace('disk', 'blocks', createRng(`shape-${seed}`));
  return { trace, bytes: trace.sizes.reduce((sum, size) => sum + size, 0) };
});

/** Of some generated disks, with a cache of this share of their bytes. */
function meanLruRatio(share: number): number {
  const ratios = disks.map(
    ({ trace, bytes }) => lruMisses({ ...trace, capacity: share * bytes }) / trace.requests.length,
  );
  return ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
}

describe('dishonest policies in the sandbox', () => {
  test.each([
    ['answers-later', 'syntax'],
    ['evicts-ghosts', 'invalid'],
    ['evicts-nothing', 'invalid'],
    ['half-slots', 'invalid'],
    ['infinite-priorities', 'invalid'],
    ['nan-priorities', 'invalid'],
    ['shape-shifter', 'invalid'],
  ])('%s has no score', async (name, reason) => {
    expect(await onTrain(`policies/exploits/${name}`)).toMatchObject({
      status: 'rejected',
      reason,
    });
  });

  test.each(['reads-the-future', 'reports-itself', 'patches-the-realm'])(
    '%s misses as LRU does, whose answers it gives',
    async (name) => {
      const honest = scored(await onTrain('policies/baselines/lru')).cases;
      expect(scored(await onTrain(`policies/exploits/${name}`)).cases).toEqual(honest);
    },
  );

  test('a case that is skipped counts as all misses', async () => {
    const { cases } = scored(await onTrain('policies/exploits/skips-hard-cases'));
    const skipped = cases.filter(({ valid }) => !valid);
    expect(skipped.length).toBeGreaterThan(2);
    expect(skipped.map(({ value }) => value)).toEqual(skipped.map(() => 100));
  });

  test('one that remembers traces starts each of them knowing nothing', async () => {
    const { cases } = scored(await onTrain('policies/exploits/remembers-traces'));
    const alone = [];
    for (const [index, workload] of (await problem.cases.train()).entries()) {
      const exports = await policyOf('cache-eviction', 'policies/exploits/remembers-traces', index);
      alone.push(simulate(workload, createNativePolicy(port, exports)).value);
    }
    expect(cases.map(({ value }) => value)).toEqual(alone);
  });

  test('taking sizes for names gains less than the memory gives to anyone', async () => {
    const dishonest = scored(await onTrain('policies/exploits/unbounded-ghosts'));
    const honest = scored(await onTrain('policies/baselines/gdsf'));
    expect(dishonest.fitness).toBeLessThan(honest.fitness);
  });
});

test('an audit replays the decisions and finds the same score', async () => {
  const [, , , first, second] = await problem.cases.train();
  const cases = (): CacheCase[] => [first, second].filter((one) => one !== undefined);
  const file = fileOf('policies/baselines/s3-fifo');
  const { cost: _cost, ...plain } = scored(
    await measure(file, { problem, sandbox, cases, audit: false }),
  );
  expect(await measure(file, { problem, sandbox, cases, audit: true })).toMatchObject(plain);
});

function scored(evaluation: Evaluation): Scored {
  if (evaluation.status === 'scored') return evaluation;
  throw new Error(JSON.stringify(evaluation));
}
