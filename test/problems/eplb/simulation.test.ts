import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { createNativePolicy, createRng, PolicyFailure } from 'adrs-lab/sim';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { balanceOf, type Balance } from '../../../problems/eplb/simulation/balance.ts';
import { highestBalance, leastHighest } from '../../../problems/eplb/cases/bound.ts';
import { deepseekGlobalMap, deepseekMap } from '../../../problems/eplb/simulation/deepseek.ts';
import { readExpertLoad } from '../../../problems/eplb/cases/published.ts';
import { generateCases, generateFullCase } from '../../../problems/eplb/cases/generator.ts';
import { checkMap, fetchedExperts } from '../../../problems/eplb/simulation/maps.ts';
import { port, simulate } from '../../../problems/eplb/simulation/index.ts';
import type { ExpertCase, Shape } from '../../../problems/eplb/cases/workload.ts';
import { policyOf } from '../policy-file.ts';

/** The example of DeepSeek's README: two layers of twelve experts. */
const README_SHAPE: Shape = {
  layers: 2,
  experts: 12,
  slots: 16,
  gpus: 8,
  nodes: 2,
  groups: 4,
  isHierarchical: true,
};
const README_LOAD = [
  [90, 132, 40, 61, 104, 165, 39, 4, 73, 56, 183, 86],
  [20, 107, 104, 64, 19, 197, 187, 157, 172, 86, 16, 27],
].flat();
const README_MAP = [
  [5, 6, 5, 7, 8, 4, 3, 4, 10, 9, 10, 2, 0, 1, 11, 1],
  [7, 10, 6, 8, 6, 11, 8, 9, 2, 4, 5, 1, 5, 0, 3, 1],
].flat();

const example: ExpertCase = {
  id: 'readme',
  group: 'readme',
  shape: README_SHAPE,
  windows: [README_LOAD, README_LOAD],
  isTimed: false,
};

/** Four experts in two groups, six slots on two GPUs, a node each. */
const SMALL: Shape = {
  layers: 1,
  experts: 4,
  slots: 6,
  gpus: 2,
  nodes: 2,
  groups: 2,
  isHierarchical: true,
};

const NAMES = [
  'policies/seeds/equal-copies',
  'policies/seeds/split-the-hot',
  'policies/seeds/long-memory',
  'policies/baselines/round-robin',
  'policies/baselines/deepseek',
  'policies/baselines/deepseek-global',
  'policies/baselines/global-snake',
  'policies/baselines/hamilton',
  'policies/baselines/forecast',
];
const policies = await Promise.all(
  NAMES.map(async (name) => ({ name, exports: await policyOf('eplb', name) })),
);
const cases = generateCases('laws', 1);

/** The maps that a policy gives for a case. */
function mapsOf(workload: ExpertCase, exports: Readonly<Record<string, unknown>>): Int32Array[] {
  const { shape, windows } = workload;
  const policy = createNativePolicy(port, exports);
  const balancer = policy.createBalancer(shape);
  const load = policy.float64(shape.layers * shape.experts);
  const previous = policy.int32(shape.layers * shape.slots);
  const map = policy.int32(previous.length);
  return windows.slice(0, -1).map((window) => {
    for (const [at, tokens] of window.entries()) load[at] = tokens;
    for (let at = 0; at < map.length; at += 1) map[at] = -1;
    balancer.rebalance(load, previous, map);
    return Int32Array.from(map);
  });
}

/** A policy that answers given maps, one after the other, whatever the load. */
function replaying(maps: readonly ArrayLike<number>[]): Readonly<Record<string, unknown>> {
  return {
    createBalancer: () => {
      let next = 0;
      return {
        rebalance(_load: Float64Array, _previous: Int32Array, map: Int32Array) {
          map.set(Array.from(maps[next] ?? []));
          next += 1;
        },
      };
    },
  };
}

function valueOf(workload: ExpertCase, maps: readonly ArrayLike<number>[]): number {
  return simulate(workload, createNativePolicy(port, replaying(maps))).value;
}

describe("DeepSeek's algorithm", () => {
  test('gives the map of its README, as the reference and as the baseline', async () => {
    expect([...deepseekMap(README_LOAD, README_SHAPE)]).toEqual(README_MAP);
    const [map] = mapsOf(example, await policyOf('eplb', 'policies/baselines/deepseek'));
    expect([...(map ?? [])]).toEqual(README_MAP);
  });

  test('is the same in the baselines and in the references, on generated windows', async () => {
    const hierarchical = await policyOf('eplb', 'policies/baselines/deepseek');
    const global = await policyOf('eplb', 'policies/baselines/deepseek-global');
    for (const workload of cases) {
      const { shape, windows } = workload;
      const reference = shape.isHierarchical ? deepseekMap : deepseekGlobalMap;
      const seen = windows.slice(0, -1);
      expect(mapsOf(workload, hierarchical)).toEqual(seen.map((one) => deepseekMap(one, shape)));
      expect(mapsOf(workload, global)).toEqual(seen.map((one) => reference(one, shape)));
    }
  });
});

describe('the balance', () => {
  test('is the mean over the highest, of GPUs and of slots, summed over layers', () => {
    const shape = { ...SMALL, layers: 2, isHierarchical: false };
    const load = [40, 20, 10, 10, 9, 3, 3, 3];
    const map = [0, 0, 1, 0, 2, 3, 0, 1, 2, 3, 3, 3];
    // Layer 0: replicas of 40 / 3; GPUs of 46.67 and 33.33. Layer 1: GPUs of 15 and 3; slots up to 9.
    const { gpu, slot } = balanceOf({ load, map, shape });
    expect(gpu).toBeCloseTo((40 + 9) / (140 / 3 + 15), 12);
    expect(slot).toBeCloseTo((80 / 6 + 3) / (20 + 9), 12);
  });

  test('counts each of several replicas on a GPU: hiding load in duplicates does not work', () => {
    const shape = { ...SMALL, isHierarchical: false };
    const { gpu } = balanceOf({ load: [90, 1, 1, 1], map: [0, 0, 0, 1, 2, 3], shape });
    expect(gpu).toBeCloseTo(93 / 2 / 90, 12);
  });

  test('is 1 where nothing is to be done', () => {
    const load = [0, 0, 0, 0];
    expect(balanceOf({ load, map: [0, 1, 1, 2, 3, 3], shape: SMALL })).toEqual({ gpu: 1, slot: 1 });
  });

  test('does not mind the names of experts and GPUs, the order of slots and layers, or the unit', () => {
    for (const workload of cases.filter(({ shape }) => !shape.isHierarchical)) {
      const { shape, windows } = workload;
      const rng = createRng(workload.id);
      const maps = windows.slice(0, -1).map((one) => deepseekGlobalMap(one, shape));
      const names = rng.shuffle([...Array(shape.experts).keys()]);
      const layers = rng.shuffle([...Array(shape.layers).keys()]);
      const gpus = rng.shuffle([...Array(shape.gpus).keys()]);
      const perGpu = shape.slots / shape.gpus;
      const renamed = {
        ...workload,
        windows: windows.map((window) =>
          layers.flatMap((layer) =>
            names.map((name) => 7 * (window[layer * shape.experts + name] ?? 0)),
          ),
        ),
      };
      const answers = maps.map((map) =>
        layers.flatMap((layer) =>
          gpus.flatMap((gpu) => {
            const start = layer * shape.slots + gpu * perGpu;
            const held = [...map.subarray(start, start + perGpu)];
            return rng.shuffle(held.map((expert) => names.indexOf(expert)));
          }),
        ),
      );
      expect(valueOf(renamed, answers)).toBeCloseTo(valueOf(workload, maps), 10);
    }
  });

  test('is that of the next window: what happens in the first does not count', () => {
    const map = [0, 0, 1, 2, 3, 3];
    const two = (first: number[]): ExpertCase => ({
      ...example,
      shape: SMALL,
      windows: [first, [8, 1, 4, 4]],
    });
    expect(valueOf(two([1, 1, 1, 1]), [map])).toBe(valueOf(two([9, 0, 0, 0]), [map]));
    expect(valueOf(two([1, 1, 1, 1]), [map])).toBeCloseTo(8.5 / 9, 12);
  });
});

describe('a map', () => {
  const good = [0, 0, 1, 2, 3, 3];

  test.each([
    ['an expert without a slot', [0, 0, 0, 2, 3, 3], /expert 1 has no slot/],
    ['a slot that was left', [0, 0, 1, 2, 3, -1], /slot 5: there is no expert -1/],
    ['an expert that is not there', [0, 0, 1, 2, 3, 4], /no expert 4/],
    ['a group on two nodes', [0, 2, 1, 2, 3, 3], /group 1 is on nodes 0 and 1/],
  ])('with %s ends the case', (_what, map, message) => {
    const workload = {
      ...example,
      shape: SMALL,
      windows: [
        [1, 1, 1, 1],
        [1, 1, 1, 1],
      ],
    };
    expect(valueOf(workload, [good])).toBeCloseTo(1, 12);
    const attempt = (): number => valueOf(workload, [map]);
    expect(attempt).toThrow(PolicyFailure);
    expect(attempt).toThrow(message);
  });

  test('may have its groups in any order of the nodes, and anywhere without a hierarchy', () => {
    const check = (map: number[], shape: Shape) => () => checkMap(Int32Array.from(map), shape);
    expect(check([2, 3, 3, 0, 0, 1], SMALL)).not.toThrow();
    expect(check([0, 2, 1, 2, 3, 3], { ...SMALL, isHierarchical: false })).not.toThrow();
  });

  test('makes a GPU fetch what it did not hold, once, wherever the slot', () => {
    const fetched = (map: number[]): number =>
      fetchedExperts(Int32Array.from(map), Int32Array.from(good), SMALL);
    expect(fetched(good)).toBe(0);
    expect(fetched([1, 0, 1, 3, 2, 2])).toBe(0);
    expect(fetched([2, 2, 3, 0, 1, 1])).toBe(4);
    expect(fetched([0, 1, 2, 2, 3, 0])).toBe(2);
  });

  test('of the last window is shown with the next, and -1 before there is one', () => {
    const seen: number[][] = [];
    const spying = {
      createBalancer: () => ({
        rebalance(_load: Float64Array, previous: Int32Array, map: Int32Array) {
          seen.push([...previous]);
          expect(new Set(map)).toEqual(new Set([-1]));
          map.set(good);
        },
      }),
    };
    const windows = [
      [1, 1, 1, 1],
      [1, 1, 1, 1],
      [1, 1, 1, 1],
    ];
    simulate({ ...example, shape: SMALL, windows }, createNativePolicy(port, spying));
    expect(seen).toEqual([good.map(() => -1), good]);
  });
});

/** The least load of the fullest GPU over all maps of one layer. */
function bruteForce(weights: readonly number[], shape: Shape): number {
  let least = Infinity;
  const map = new Int32Array(shape.slots);
  for (let code = 0; code < shape.experts ** shape.slots; code += 1) {
    for (let slot = 0, rest = code; slot < shape.slots; slot += 1) {
      map[slot] = rest % shape.experts;
      rest = Math.floor(rest / shape.experts);
    }
    if (!isValid(map, shape)) continue;
    const { gpu } = balanceOf({ load: weights, map, shape });
    least = Math.min(least, weights.reduce((sum, one) => sum + one, 0) / shape.gpus / gpu);
  }
  return least;
}

function isValid(map: Int32Array, shape: Shape): boolean {
  try {
    checkMap(map, shape);
    return true;
  } catch {
    return false;
  }
}

describe('the bound', () => {
  test('is at most what the best of all maps has, with a hierarchy and without', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(weights, fc.boolean(), (load, isHierarchical) => {
        const shape = { ...SMALL, isHierarchical };
        expect(leastHighest(load, shape)).toBeLessThanOrEqual(
          bruteForce(load, shape) * (1 + 1e-12),
        );
      }),
      { numRuns: 12 },
    );
  });

  test('finds the best split of the groups, and the least of the largest parts', () => {
    const shape = { ...SMALL, experts: 8, slots: 8, gpus: 2, groups: 4 };
    // Groups of 10, 8, 7 and 1: 10 + 1 and 8 + 7; one slot an expert, so that no node has room to spare.
    expect(leastHighest([6, 4, 4, 4, 4, 3, 1, 0], shape)).toBe(15);
    expect(leastHighest([90, 1, 1, 1], { ...SMALL, slots: 4, isHierarchical: false })).toBe(90);
    expect(leastHighest([90, 1, 1, 1], { ...SMALL, isHierarchical: false })).toBe(46.5);
  });

  test('is above every policy on generated cases, and above a map that knows the future', () => {
    for (const workload of cases) {
      const { shape, windows } = workload;
      const bound = highestBalance(workload);
      expect(bound).toBeLessThanOrEqual(1);
      for (const { name, exports } of policies) {
        const { value } = simulate(workload, createNativePolicy(port, exports));
        expect(value, `${name} on ${workload.id}`).toBeLessThanOrEqual(bound);
        expect(value).toBeGreaterThan(0.3);
      }
      const future = shape.isHierarchical ? deepseekMap : deepseekGlobalMap;
      const clairvoyant = valueOf(
        workload,
        windows.slice(1).map((one) => future(one, shape)),
      );
      expect(clairvoyant).toBeLessThanOrEqual(bound);
      expect(clairvoyant).toBeGreaterThan(0.93 * bound);
    }
  });
});

describe('generated windows', () => {
  /** Mean balance of maps of the windows on the ones after them. */
  function onNext({ shape, windows }: ExpertCase, mapOf: typeof deepseekMap): Balance {
    const all = windows.slice(1).map((load, index) => {
      return balanceOf({ load, map: mapOf(windows[index] ?? [], shape), shape });
    });
    const mean = (of: (one: Balance) => number): number =>
      all.reduce((sum, one) => sum + of(one), 0) / all.length;
    return { gpu: mean(({ gpu }) => gpu), slot: mean(({ slot }) => slot) };
  }

  test('give 58 layers of 256 experts the published balance, 0.66 of GPUs and 0.25 of slots', () => {
    const { gpu, slot } = onNext(generateFullCase(256, false), deepseekMap);
    expect(Math.abs(gpu - 0.66)).toBeLessThan(0.015);
    expect(Math.abs(slot - 0.25)).toBeLessThan(0.015);
  });

  test('give 64 experts with 288 slots the published balance, 0.72 of GPUs and 0.285 of slots', () => {
    const { gpu, slot } = onNext(generateFullCase(64, false), deepseekGlobalMap);
    expect(Math.abs(gpu - 0.72)).toBeLessThan(0.015);
    expect(Math.abs(slot - 0.285)).toBeLessThan(0.015);
  });

  test('are the same for the same name, others for another, and begin as they go on', () => {
    expect(generateCases('laws', 1)).toEqual(cases);
    const [other] = generateCases('other', 1);
    expect(other?.windows).not.toEqual(cases[0]?.windows);
    const { windows } = generateFullCase(256, false);
    const deviation = (window: readonly number[]): number => {
      const logs = window.map((tokens) => Math.log(tokens + 1));
      const mean = logs.reduce((sum, one) => sum + one, 0) / logs.length;
      return Math.sqrt(logs.reduce((sum, one) => sum + (one - mean) ** 2, 0) / logs.length);
    };
    const [first, last] = [deviation(windows[0] ?? []), deviation(windows.at(-1) ?? [])];
    expect(Math.abs(first / last - 1)).toBeLessThan(0.05);
  });
});

describe('expert-load.json', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'adrs-eplb-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const write = (content: unknown): Promise<void> =>
    writeFile(path.join(folder, 'expert-load.json'), JSON.stringify(content));
  /** Two layers of eight experts; expert e of layer l gets l + e tokens in each step. */
  const step = {
    logical_expert_load: [0, 1].map((layer) => [0, 1, 2, 3, 4, 5, 6, 7].map((e) => layer + e)),
  };

  test('becomes one sequence of sums over 100 steps on the published cluster', async () => {
    await write({ load_history: Array.from({ length: 250 }, () => step) });
    const splits = await readExpertLoad(folder);
    const [workload] = (await splits['public']?.()) ?? [];
    expect(workload?.windows).toHaveLength(2);
    expect(workload?.windows[1]).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7, 1, 2, 3, 4, 5, 6, 7, 8].map((tokens) => 100 * tokens),
    );
    expect(workload?.shape).toEqual({
      layers: 2,
      experts: 8,
      slots: 288,
      gpus: 32,
      nodes: 4,
      groups: 8,
      isHierarchical: false,
    });
  });

  test('that is missing is the fault of the command line, with a hint', async () => {
    await expect(readExpertLoad(folder)).rejects.toMatchObject({
      code: 'E_CONFIG',
      hint: expect.stringContaining('--data'),
    });
  });

  test.each([
    ['too few steps', Array.from({ length: 199 }, () => step), />=200/],
    [
      'steps of different shapes',
      [...Array.from({ length: 200 }, () => step), { logical_expert_load: [[1]] }],
      /step 200 does not fit/,
    ],
    [
      'negative tokens',
      Array.from({ length: 200 }, () => ({ logical_expert_load: [[-1]] })),
      />=0/,
    ],
  ])('with %s is refused', async (_what, history, message) => {
    await write({ load_history: history });
    await expect(readExpertLoad(folder)).rejects.toThrow(message);
  });
});
