import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mostAllocation } from '../../../problems/gpu-packing/cases/bound.ts';
import { problem } from '../../../problems/gpu-packing/problem.ts';
import { readPublishedLists } from '../../../problems/gpu-packing/cases/published.ts';
import { gpuCapacity } from '../../../problems/gpu-packing/cases/workload.ts';
import type { Evaluation, Scored } from '../../../src/core/program.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { measure } from '../measure.ts';
import { publicData } from '../public-data.ts';

const sandbox = createSandbox({ workers: 1 });
afterAll(() => sandbox.close());

const fileOf = (name: string): URL =>
  new URL(`../../../problems/gpu-packing/${name}.ts`, import.meta.url);
const onTrain = (name: string, audit = false): Promise<Evaluation> =>
  measure(fileOf(name), { problem, sandbox, cases: problem.cases.train, audit });

const data = publicData('openb');

describe.skipIf(data === undefined)('the public lists', async () => {
  // The body of a skipped group runs all the same.
  const splits = (data === undefined ? undefined : await problem.load?.(data)) ?? {};
  const orders = ((await splits['public']?.()) ?? []).slice(0, 2);

  test('hold 1,213 nodes with 6,212 GPUs, and 8,152 pods in 151 classes', () => {
    expect(orders).toHaveLength(2);
    for (const workload of orders) {
      expect(workload.nodes).toHaveLength(1213);
      expect(gpuCapacity(workload)).toBe(6_212_000);
      expect(workload.classes).toHaveLength(151);
      expect(workload.arrivals.length).toBeGreaterThan(10_000);
    }
  });

  // The published means are over ten orders, these over two of others; all ten are in the README.
  test.each([
    { name: 'random', percent: 87.47 },
    { name: 'dot-product', percent: 90.85 },
    { name: 'gpu-packing', percent: 92 },
    { name: 'best-fit', percent: 93.08 },
    { name: 'fgd', percent: 95.39 },
  ])('$name allocates the published $percent % to half a point', async ({ name, percent }) => {
    const file = fileOf(`policies/baselines/${name}`);
    const evaluation = scored(await measure(file, { problem, sandbox, cases: () => orders }));
    expect(Math.abs(evaluation.fitness - percent)).toBeLessThan(0.5);
  });

  test('have room for all GPUs to be held, as far as the bound knows', () => {
    expect(orders.slice(0, 1).map(mostAllocation)).toEqual([100]);
  });
});

describe('loading', () => {
  const NODES = 'sn,cpu_milli,memory_mib,gpu,model\nn,8000,16000,2,T4\n';
  const PODS =
    'name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec\na,1000,1000,1,500,V100|T4\nb,1000,0,0,0,\n';
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'adrs-openb-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const write = async (nodes: string, pods: string): Promise<void> => {
    await writeFile(path.join(folder, 'openb_node_list_gpu_node.csv'), nodes);
    await writeFile(path.join(folder, 'openb_pod_list_gpushare40.csv'), pods);
  };

  test('makes a split of every pod list, with GPU models by number', async () => {
    await write(NODES, PODS);
    const splits = await readPublishedLists(folder);
    expect(Object.keys(splits)).toEqual(['gpushare40']);
    const [workload] = (await splits['gpushare40']?.()) ?? [];
    expect(workload?.classes[0]).toMatchObject({ gpuMilli: 500, models: [-1, 0], share: 0.5 });
    const [asked] = workload?.classes ?? [];
    const pods = workload?.arrivals.filter((kind) => kind === 0).length ?? 0;
    expect(pods * (asked?.gpuMilli ?? 0)).toBe(2500);
  });

  test('a folder without the files is the fault of the command line, with a hint', async () => {
    await expect(readPublishedLists(folder)).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: expect.stringContaining('openb_node_list_gpu_node.csv'),
      hint: expect.stringContaining('--data'),
    });
  });

  test.each([
    { what: 'has a node with 9 GPUs', nodes: NODES.replace(',2,', ',9,'), message: /gpu/ },
    { what: 'has a pod with two parts', pods: PODS.replace('1,500', '2,500'), message: /whole/ },
    {
      what: 'has a pod with a GPU of nothing',
      pods: PODS.replace('1,500', '1,0'),
      message: /neither/,
    },
    {
      what: 'has no pod with a GPU',
      pods: PODS.replace('1,500', '0,0'),
      message: /asks for a GPU/,
    },
    { what: 'has no nodes', nodes: 'sn,cpu_milli,memory_mib,gpu,model\n', message: /too small/i },
  ])('a list that $what is refused', async ({ nodes = NODES, pods = PODS, message }) => {
    await write(nodes, pods);
    await expect(readPublishedLists(folder)).rejects.toThrow(message);
  });
});

describe('dishonest policies in the sandbox', () => {
  test.each([
    ['answers-later', 'crashed'],
    ['detaches-views', 'crashed'],
    ['nan-scores', 'invalid'],
    ['remembers-cases', 'crashed'],
    ['silent', 'invalid'],
    ['turns-pods-away', 'invalid'],
  ])('%s has no score', async (name, reason) => {
    expect(await onTrain(`policies/exploits/${name}`)).toMatchObject({
      status: 'rejected',
      reason,
    });
  });

  test.each([
    'enlarges-nodes',
    'fakes-capacity',
    'keeps-views',
    'patches-the-realm',
    'reports-itself',
    'writes-beyond-count',
  ])('%s is worth the honest scores it gives, and no more', async (name) => {
    const { fitness } = scored(await onTrain('policies/baselines/gpu-best-fit'));
    expect(scored(await onTrain(`policies/exploits/${name}`)).fitness).toBe(fitness);
  });

  test('skips-hard-cases loses the cases that it leaves out', async () => {
    const { cases } = scored(await onTrain('policies/exploits/skips-hard-cases'));
    const lost = cases.filter(({ valid }) => !valid);
    expect(new Set(lost.map(({ group }) => group))).toEqual(new Set(['constrained']));
    expect(lost.map(({ value }) => value)).toEqual(lost.map(() => 0));
  });
});

test('an audit replays the decisions and finds the same score', async () => {
  const { cost: _cost, ...plain } = await onTrain('policies/baselines/fgd');
  expect(await onTrain('policies/baselines/fgd', true)).toMatchObject(plain);
});

test('feedback names the worst cases and what stayed free there', async () => {
  const { feedback } = scored(await onTrain('policies/seeds/weighted-spread'));
  expect(feedback).toMatch(/worst: .* fitted nowhere while [\d.]+ GPUs stayed free/);
});

function scored(evaluation: Evaluation): Scored {
  if (evaluation.status === 'scored') return evaluation;
  throw new Error(JSON.stringify(evaluation));
}
