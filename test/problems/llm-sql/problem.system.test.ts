import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mostReuse } from '../../../problems/llm-sql/cases/bound.ts';
import { problem } from '../../../problems/llm-sql/problem.ts';
import { readPublishedTables } from '../../../problems/llm-sql/cases/published.ts';
import type { Evaluation, Scored } from '../../../src/core/program.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { measure } from '../measure.ts';
import { publicData } from '../public-data.ts';

const sandbox = createSandbox({ workers: 1 });
afterAll(() => sandbox.close());

const fileOf = (name: string): URL =>
  new URL(`../../../problems/llm-sql/${name}.ts`, import.meta.url);
const onTrain = (name: string, audit = false): Promise<Evaluation> =>
  measure(fileOf(name), { problem, sandbox, cases: problem.cases.train, audit });

const data = publicData('llm-sql');

describe.skipIf(data === undefined)('the published tables', async () => {
  // The body of a skipped group runs all the same.
  const splits = (data === undefined ? undefined : await problem.load?.(data)) ?? {};

  test.each([
    ['original', 0.1462],
    ['fixed-greedy', 0.7015],
  ])('%s has the published hit rate on beer', async (name, hitRate) => {
    const file = fileOf(`policies/baselines/${name}`);
    const evaluation = await measure(file, { problem, sandbox, cases: splits['beer'] });
    expect(scored(evaluation).fitness).toBeCloseTo(hitRate, 4);
  });

  test('the hit rate on beer does not depend on the order of the rows', async () => {
    const original = await measure(fileOf('policies/baselines/original'), {
      problem,
      sandbox,
      cases: splits['beer'],
    });
    const sorted = await measure(fileOf('policies/baselines/lexicographic'), {
      problem,
      sandbox,
      cases: splits['beer'],
    });
    expect(scored(sorted).fitness).toBe(scored(original).fitness);
  });

  test.each(['samples', 'public-cells'])(
    'no policy exceeds the bound of a table of %s',
    async (split) => {
      const tables = (await splits[split]?.()) ?? [];
      const small = tables.filter(({ rows }) => rows < 1000);
      const file = fileOf('policies/baselines/greedy-groups');
      const { cases } = scored(await measure(file, { problem, sandbox, cases: () => small }));
      for (const { id, value, bound = 0 } of cases) {
        expect(value, `on ${id}`).toBeLessThanOrEqual(bound);
        expect(value, `on ${id}`).toBeGreaterThan(0.1);
      }
    },
  );

  test('where one text is unique and one repeats, as in BIRD, the best there is is reached', async () => {
    const [, , bird] = (await splits['public-cells']?.()) ?? [];
    if (bird === undefined) throw new Error('no BIRD table');
    const file = fileOf('policies/baselines/greedy-groups');
    const { fitness } = scored(await measure(file, { problem, sandbox, cases: () => [bird] }));
    expect(bird.id).toBe('BIRD');
    expect(fitness).toBeCloseTo(mostReuse(bird), 9);
  });
});

describe('loading', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'adrs-llm-sql-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('a folder without the files is the fault of the command line, with a hint', async () => {
    await expect(readPublishedTables(folder)).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: expect.stringContaining('cannot read'),
      hint: expect.stringContaining('movies_sample.csv'),
    });
  });

  test.each([
    ['has rows of other lengths', 'a,b\n1\n', /row 1 has 1 cells, not 2/],
    ['has no rows', 'a,b\n', /no rows/],
    ['is no CSV', 'a,b\n"1"2,3\n', /no CSV/],
  ])('a file that %s is refused', async (_what, content, message) => {
    const files = [
      'movies_sample.csv',
      'BIRD_sample.csv',
      'PDMX_sample.csv',
      'products_sample.csv',
    ];
    for (const name of files) await writeFile(path.join(folder, name), content);
    const beer = gzipSync('beer/beerId,beer/name\n1,a\n');
    await writeFile(path.join(folder, 'beer.csv.gz'), beer);
    await expect(readPublishedTables(folder)).rejects.toThrow(message);
  });
});

describe('dishonest policies in the sandbox', () => {
  test.each([
    'answers-later',
    'repeats-a-row',
    'repeats-a-column',
    'invents-indices',
    'remembers-cases',
  ])('%s has no score', async (name) => {
    expect(await onTrain(`policies/exploits/${name}`)).toMatchObject({ status: 'rejected' });
  });

  test.each([
    'detaches-the-answer',
    'mutates-the-table',
    'patches-the-realm',
    'reports-itself',
    'shape-shifter',
  ])('%s is worth the honest order it gives, and no more', async (name) => {
    const { fitness } = scored(await onTrain('policies/baselines/lexicographic'));
    expect(scored(await onTrain(`policies/exploits/${name}`)).fitness).toBe(fitness);
  });

  test('skips-hard-tables gets nothing for those it skips', async () => {
    const { cases } = scored(await onTrain('policies/exploits/skips-hard-tables'));
    const failed = cases.filter(({ valid }) => !valid);
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.length).toBeLessThan(cases.length);
    expect(failed.map(({ value }) => value)).toEqual(failed.map(() => 0));
  });
});

test('an audit replays the orders and finds the same score', async () => {
  const { cost: _cost, ...plain } = await onTrain('policies/baselines/greedy-groups');
  expect(await onTrain('policies/baselines/greedy-groups', true)).toMatchObject(plain);
});

test('feedback names the tables and what could be reused', async () => {
  expect(scored(await onTrain('policies/seeds/one-order')).feedback).toMatch(
    /% if nothing were evicted/,
  );
});

function scored(evaluation: Evaluation): Scored {
  if (evaluation.status === 'scored') return evaluation;
  throw new Error(JSON.stringify(evaluation));
}
