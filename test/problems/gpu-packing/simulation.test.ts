import { describe, expect, test } from 'vitest';
import { mostAllocation } from '../../../problems/gpu-packing/cases/bound.ts';
import { createCluster } from '../../../problems/gpu-packing/simulation/cluster.ts';
import { generateCases, SPLIT_SIZES } from '../../../problems/gpu-packing/cases/generator.ts';
import { rowPrices } from '../../../problems/gpu-packing/cases/linear-program.ts';
import { port, schedule, simulate } from '../../../problems/gpu-packing/simulation/index.ts';
import {
  gpuCapacity,
  gpuDemand,
  type PodClass,
  type SchedulingCase,
} from '../../../problems/gpu-packing/cases/workload.ts';
import { createRng } from '../../../src/core/rng.ts';
import { createNativePolicy } from '../../../src/membrane/native-policy.ts';
import { mostMilli, plainBestFit, tinyCase } from './fixtures.ts';
import { policyOf } from '../policy-file.ts';

type Schedule = ReturnType<typeof schedule>;
const run = async (workload: SchedulingCase, name: string): Promise<Schedule> =>
  schedule(workload, createNativePolicy(port, await policyOf('gpu-packing', name)));

const pod = (cpuMilli: number, gpus: number, gpuMilli: number): PodClass => {
  return { cpuMilli, memoryMib: 1000, gpus, gpuMilli, models: [], share: 0.25 };
};
/** Two nodes of 8 cores with 2 GPUs. */
const pair: SchedulingCase = {
  id: 'pair',
  group: 'pair',
  shapes: [{ cpuMilli: 8000, memoryMib: 10_000, gpus: 2, model: 0 }],
  nodes: [0, 0],
  classes: [pod(1000, 1, 600), pod(1000, 1, 300), pod(1000, 2, 1000), pod(8000, 0, 0)],
  arrivals: [0, 1, 2, 2, 3, 1],
};

describe('the books of a cluster', () => {
  test('offer each different GPU of a node once, the fullest that suffices first', () => {
    const cluster = createCluster(pair);
    const places = (kind: number): (number | undefined)[][] => {
      const { count, nodes, levels } = cluster.offer(kind);
      return Array.from({ length: count }, (_, index) => [nodes[index], levels[index]]);
    };
    expect(places(0)).toEqual([
      [0, 1000],
      [1, 1000],
    ]);
    cluster.place(0, 0);
    expect(places(1)).toEqual([
      [0, 400],
      [0, 1000],
      [1, 1000],
    ]);
    cluster.place(1, 0);
    expect(places(1)).toEqual([
      [0, 1000],
      [1, 1000],
    ]);
    expect(places(2)).toEqual([[1, 1000]]);
    cluster.place(2, 0);
    expect([...cluster.levels]).toEqual([1000, 100, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect([...cluster.idle]).toEqual([1, 0]);
    expect([...cluster.gpu]).toEqual([1100, 0]);
    expect([...cluster.cpu]).toEqual([6000, 7000]);
  });

  test('keep a GPU model to the pods that may run on it', () => {
    const tied = { ...pair, classes: [{ ...pod(1000, 1, 600), models: [1] }, pod(1000, 0, 0)] };
    const cluster = createCluster({ ...tied, arrivals: [] });
    expect(cluster.offer(0).count).toBe(0);
    expect(cluster.offer(1).count).toBe(2);
  });
});

describe('a schedule', () => {
  test('goes on behind a pod that fits nowhere', async () => {
    const { nodeOf, ...total } = await run(pair, 'policies/baselines/gpu-best-fit');
    expect([...nodeOf]).toEqual([0, 0, 1, -1, -1, 0]);
    expect(total).toEqual({ allocatedMilli: 3200, rejected: 2, rejectedMilli: 2000, offers: 7 });
  });

  test('is worth the percentage of GPU milli that is held', async () => {
    const exports = await policyOf('gpu-packing', 'policies/baselines/gpu-best-fit');
    const outcome = simulate(pair, createNativePolicy(port, exports));
    expect(outcome.value).toBe(80);
    expect(outcome.note).toContain('2 of 6 pods, which asked for 2 GPUs, fitted nowhere');
  });

  test('is that of a plain implementation of best fit', async () => {
    for (let seed = 0; seed < 100; seed += 1) {
      const workload = tinyCase(createRng(seed), 12);
      const { nodeOf } = await run(workload, 'policies/baselines/gpu-best-fit');
      expect([...nodeOf], `seed ${seed}`).toEqual(plainBestFit(workload));
    }
  });

  test.each(['best-fit', 'fgd', 'gpu-packing', 'dot-product', 'borg-evolved'])(
    '%s does not depend on the numbers of classes, shapes and GPU models',
    async (name) => {
      for (const workload of generateCases('metamorphic', { perGroup: 1, nodes: 12 })) {
        const renamed = renumbered(workload);
        const { nodeOf } = await run(workload, `policies/baselines/${name}`);
        expect([...(await run(renamed, `policies/baselines/${name}`)).nodeOf]).toEqual([...nodeOf]);
      }
    },
  );

  test('of scores that ignore CPU and memory is the same in larger units of them', async () => {
    const [workload] = generateCases('metamorphic', { perGroup: 1, nodes: 12 });
    if (workload === undefined) throw new Error('there is no case');
    const { shapes, classes } = workload;
    const scaled = <T extends { cpuMilli: number; memoryMib: number }>(one: T): T => {
      return { ...one, cpuMilli: 3 * one.cpuMilli, memoryMib: 7 * one.memoryMib };
    };
    const larger = { ...workload, shapes: shapes.map(scaled), classes: classes.map(scaled) };
    const { nodeOf } = await run(workload, 'policies/baselines/gpu-best-fit');
    expect([...(await run(larger, 'policies/baselines/gpu-best-fit')).nodeOf]).toEqual([...nodeOf]);
    expect(mostAllocation(larger)).toBeCloseTo(mostAllocation(workload), 9);
  });
});

describe('the bound', () => {
  test('is not below the best of all choices and placements of small cases, and often equal', () => {
    let tight = 0;
    for (let seed = 0; seed < 60; seed += 1) {
      const workload = tinyCase(createRng(seed), 6);
      const best = (100 * mostMilli(workload)) / gpuCapacity(workload);
      const bound = mostAllocation(workload);
      expect(bound, `seed ${seed}`).toBeGreaterThanOrEqual(best - 1e-9);
      if (bound < best + 1e-9) tight += 1;
    }
    expect(tight).toBeGreaterThan(15);
  });

  test('counts one pod a GPU where each takes more than half of it', () => {
    const workload = { ...pair, arrivals: [0, 0, 0, 0, 0, 0, 0] };
    expect(mostAllocation(workload)).toBe(60);
  });

  test('counts one pod a node where each takes more than half of its CPU', () => {
    const workload = { ...pair, classes: [pod(4100, 1, 1000)], arrivals: [0, 0, 0, 0] };
    expect(mostAllocation(workload)).toBe(50);
  });

  test('is what all pods ask for where they are few', () => {
    expect(mostAllocation({ ...pair, arrivals: [1] })).toBe(7.5);
  });

  test('rests on the optimal prices of a linear program', () => {
    // Dantzig's example: 3 x + 5 y with x <= 4, 2 y <= 12, 3 x + 2 y <= 18; prices 0, 3/2 and 1.
    const rows = [
      [1, 0],
      [0, 2],
      [3, 2],
    ].map((row) => Float64Array.from(row));
    const limits = Float64Array.from([4, 12, 18]);
    const prices = rowPrices({ gains: Float64Array.from([3, 5]), rows, limits });
    expect([...prices].map((price) => price.toFixed(9))).toEqual(
      [0, 1.5, 1].map((price) => price.toFixed(9)),
    );
  });
});

describe('the generator', () => {
  const cases = generateCases('statistics', { perGroup: 8, nodes: 128 });
  const defaults = cases.filter(({ group }) => group === 'default');
  const pods = (of: readonly SchedulingCase[]): PodClass[] =>
    of.flatMap(({ classes, arrivals }) => arrivals.flatMap((kind) => classes[kind] ?? []));
  const share = (of: readonly PodClass[], is: (one: PodClass) => boolean): number =>
    of.filter(is).length / of.length;

  test('has the kinds of pods of the public list', () => {
    const drawn = pods(defaults);
    expect(share(drawn, ({ gpus }) => gpus === 0)).toBeCloseTo(0.133, 1);
    expect(share(drawn, (one) => one.gpus === 1 && one.gpuMilli < 1000)).toBeCloseTo(0.378, 1);
    expect(share(drawn, ({ gpus }) => gpus > 1)).toBeCloseTo(0.009, 2);
    const milli = drawn.reduce((sum, one) => sum + gpuDemand(one), 0);
    const cpu = drawn.reduce((sum, one) => sum + one.cpuMilli, 0);
    // 14.0 cores a GPU are asked for in the list; its nodes have 5.1 GPUs.
    expect(cpu / milli).toBeGreaterThan(12);
    expect(cpu / milli).toBeLessThan(16);
    const capacity = defaults.reduce((sum, one) => sum + gpuCapacity(one), 0);
    expect(capacity / (1000 * 128 * defaults.length)).toBeCloseTo(5.1, 0);
  });

  test('lets pods arrive up to 1.3 times the GPUs', () => {
    for (const workload of cases) {
      const demand = pods([workload]).reduce((sum, one) => sum + gpuDemand(one), 0);
      const ratio = demand / gpuCapacity(workload);
      expect(ratio).toBeLessThanOrEqual(1.3);
      expect(ratio).toBeGreaterThan(1.27);
    }
  });

  test('ties pods to GPU models in one group only', () => {
    const tied = cases.filter(({ classes }) => classes.some(({ models }) => models.length > 0));
    expect(new Set(tied.map(({ group }) => group))).toEqual(new Set(['constrained']));
  });

  test('gives equal names equal cases', () => {
    const again = generateCases('train', SPLIT_SIZES.train);
    expect(again).toEqual(generateCases('train', SPLIT_SIZES.train));
  });
});

/** The same case with classes, shapes and models in reverse. */
function renumbered({ shapes, nodes, classes, arrivals, ...rest }: SchedulingCase): SchedulingCase {
  const model = (number: number): number => 99 - number;
  return {
    ...rest,
    shapes: shapes.map((shape) => ({ ...shape, model: model(shape.model) })).toReversed(),
    nodes: nodes.map((shape) => shapes.length - 1 - shape),
    classes: classes.map((one) => ({ ...one, models: one.models.map(model) })).toReversed(),
    arrivals: arrivals.map((kind) => classes.length - 1 - kind),
  };
}
