import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { createNativePolicy } from 'adrs-lab/sim';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pairingBound } from '../../../problems/bin-packing/cases/bound.ts';
import { generateSplit, SPLIT_SIZES } from '../../../problems/bin-packing/cases/generator.ts';
import { load } from '../../../problems/bin-packing/cases/published.ts';
import { port, simulate } from '../../../problems/bin-packing/simulation/index.ts';
import { volumeBound } from '../../../problems/bin-packing/cases/workload.ts';
import { publicData } from '../public-data.ts';
import { policyOf } from '../policy-file.ts';

const HOME = new URL('../../../problems/bin-packing/', import.meta.url);
const data = publicData('bin-packing');

/** Bins over all instances and excess over L1 in percent: OR3, then Weibull 5k. */
const PUBLISHED = [
  ['first-fit', { or3: [4255, 5.740556660039761], 'weibull-5k': [10_359, 4.225777241171144] }],
  ['best-fit', { or3: [4240, 5.36779324055666], 'weibull-5k': [10_335, 3.9843042559613644] }],
  ['funsearch-or', { or3: [4149, 3.106361829025845] }],
  ['funsearch-weibull', { 'weibull-5k': [10_007, 0.6841734580943757] }],
] as const;

describe.skipIf(data === undefined)('the published data', async () => {
  // The body of a skipped group runs all the same.
  const splits = data === undefined ? {} : await load(data);

  test('holds 20 sequences of 500 items and 5 of 5,000, with the published bounds', async () => {
    const or3 = (await splits['or3']?.()) ?? [];
    const weibull = (await splits['weibull-5k']?.()) ?? [];
    expect(or3.map(({ items }) => items.length)).toEqual(Array.from({ length: 20 }, () => 500));
    expect(weibull.map(({ items }) => items.length)).toEqual([5000, 5000, 5000, 5000, 5000]);
    expect([or3[0]?.reference, weibull[0]?.reference]).toEqual([201.2, 1987.8]);
    expect(await splits['public']?.()).toEqual([...or3, ...weibull]);
    for (const one of [...or3, ...weibull]) expect(pairingBound(one)).toBe(volumeBound(one));
  });

  test.each(PUBLISHED)('%s needs exactly the published number of bins', async (name, golden) => {
    const exports = await policyOf('bin-packing', `policies/baselines/${name}`);
    for (const [split, [bins, excess]] of Object.entries(golden)) {
      const cases = (await splits[split]?.()) ?? [];
      const outcomes = cases.map((one) => simulate(one, createNativePolicy(port, exports)));
      const sum = outcomes.reduce((total, { metrics }) => total + (metrics?.['bins'] ?? 0), 0);
      const mean = outcomes.reduce((total, { value }) => total + value, 0) / outcomes.length;
      expect(sum).toBe(bins);
      expect(mean).toBeCloseTo(excess, 10);
    }
  });
});

describe('loading', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'adrs-bin-packing-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('a folder without the file is the fault of the command line, with a hint', async () => {
    await expect(load(folder)).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: expect.stringContaining('funsearch.json.gz'),
      hint: expect.stringContaining('--data'),
    });
  });

  test.each([
    ['is not compressed', '{"datasets":{}}', /cannot read/],
    ['lacks a data set', gzipSync('{"datasets":{"OR3":{}}}'), /Weibull 5k/],
    [
      'has an item that fits nowhere',
      gzipSync(
        '{"datasets":{"OR3":{"a":{"capacity":10,"items":[11]}},"Weibull 5k":{"b":{"capacity":1,"items":[1]}}}}',
      ),
      /larger than the capacity/,
    ],
  ])('a file that %s is refused', async (_what, content, message) => {
    await writeFile(path.join(folder, 'funsearch.json.gz'), content);
    await expect(load(folder)).rejects.toThrow(message);
  });
});

describe('generated cases', () => {
  test('are the same at every call', () => {
    const size = { uniform: [2, 50], weibull: [2, 50] } as const;
    expect(generateSplit('train', size)).toEqual(generateSplit('train', size));
  });

  test('share no sequence between splits', () => {
    const starts = Object.entries(SPLIT_SIZES).flatMap(([split, size]) =>
      generateSplit(split, size).map(({ items }) => items.slice(0, 30).join()),
    );
    expect(starts.length).toBe(10 + 20 + 40);
    expect(new Set(starts).size).toBe(starts.length);
  });

  test('have the sizes of the OR data: whole, uniform in [20, 100]', () => {
    const sizes = sizesOf({ uniform: [20, 1000], weibull: [0, 0] });
    const { mean, deviation } = momentsOf(sizes);
    expect([Math.min(...sizes), Math.max(...sizes)]).toEqual([20, 100]);
    expect(Math.abs(mean - 60)).toBeLessThan(
      (4 * Math.sqrt((81 ** 2 - 1) / 12)) / Math.sqrt(20_000),
    );
    expect(deviation).toBeCloseTo(Math.sqrt((81 ** 2 - 1) / 12), 0);
  });

  test('have the sizes of a Weibull distribution of scale 45 and shape 3', () => {
    const sizes = sizesOf({ uniform: [0, 0], weibull: [10, 2000] });
    const { mean, deviation } = momentsOf(sizes);
    const gamma43 = 0.892_979_511_569_249;
    const gamma53 = 0.902_745_292_950_934;
    expect(sizes.every((size) => Number.isInteger(size) && size >= 1 && size <= 100)).toBe(true);
    expect(Math.abs(mean - 45 * gamma43)).toBeLessThan((4 * 14.6) / Math.sqrt(20_000));
    expect(deviation).toBeCloseTo(45 * Math.sqrt(gamma53 - gamma43 ** 2), 0);
  });
});

describe('the README', async () => {
  const page = await readFile(new URL('README.md', HOME), 'utf8');
  const rows = page.split('\n').flatMap((line) => {
    const [, name = '', ...cells] = line.split('|').map((cell) => cell.trim());
    const [, kind, policy] = /^`(seed|baseline):(.*)`$/.exec(name) ?? [];
    // Six figures and the end of the line: the table of the generated splits.
    return policy !== undefined && cells.length === 7
      ? [
          {
            name: `policies/${kind}s/${policy}`,
            uniform: Number(cells[0]),
            weibull: Number(cells[1]),
          },
        ]
      : [];
  });

  test('has a row for every seed and baseline', async () => {
    const files = await Promise.all(
      ['policies/seeds', 'policies/baselines'].map(async (folder) =>
        (await readdir(new URL(folder, HOME))).map((file) => `${folder}/${path.parse(file).name}`),
      ),
    );
    expect(rows.map(({ name }) => name).toSorted()).toEqual(files.flat().toSorted());
  });

  test.each(rows)(
    'gives the excess of $name on the train split',
    async ({ name, uniform, weibull }) => {
      const policy = createNativePolicy(port, await policyOf('bin-packing', name));
      const cases = generateSplit('train', SPLIT_SIZES.train);
      const mean = (group: string): number => {
        const values = cases
          .filter((one) => one.group === group)
          .map((one) => simulate(one, policy).value);
        return values.reduce((sum, value) => sum + value, 0) / values.length;
      };
      expect([mean('uniform').toFixed(2), mean('weibull').toFixed(2)].map(Number)).toEqual([
        uniform,
        weibull,
      ]);
    },
  );
});

function sizesOf(size: Parameters<typeof generateSplit>[1]): number[] {
  return generateSplit('statistics', size).flatMap(({ items }) => [...items]);
}

function momentsOf(sizes: readonly number[]): { mean: number; deviation: number } {
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  const variance = sizes.reduce((sum, size) => sum + (size - mean) ** 2, 0) / sizes.length;
  return { mean, deviation: Math.sqrt(variance) };
}
