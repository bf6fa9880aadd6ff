import { createRng, type Rng } from 'adrs-lab/sim';
import { arrivalsFor, distinct } from './arrivals.ts';
import { WHOLE_GPU, type NodeShape, type PodClass, type SchedulingCase } from './workload.ts';

/** Number of cases of each group in a split, and of their nodes. */
export interface SplitSize {
  readonly perGroup: number;
  readonly nodes: number;
}

/** The splits of the problem. The test clusters are larger, to show whether a rule has learned a size. */
export const SPLIT_SIZES = {
  train: { perGroup: 3, nodes: 64 },
  validation: { perGroup: 4, nodes: 64 },
  test: { perGroup: 6, nodes: 128 },
} as const satisfies Record<string, SplitSize>;

/** Cases of a split. Equal names give equal cases; different names draw from independent streams. */
export function generateCases(split: string, { perGroup, nodes }: SplitSize): SchedulingCase[] {
  const rng = createRng('gpu-packing').fork(split);
  return MIXES.flatMap((mix) =>
    Array.from({ length: perGroup }, (_, index) => {
      const cluster = drawNodes(rng.fork(`${mix.name}-nodes-${index}`), nodes);
      const classes = drawClasses(rng.fork(`${mix.name}-classes-${index}`), mix);
      const draw = sampler(classes.map(({ share }) => share));
      const stream = rng.fork(`${mix.name}-pods-${index}`);
      const arrivals = arrivalsFor({ ...cluster, classes }, [], () => draw(stream));
      return { id: `${mix.name}-${index}`, group: mix.name, ...cluster, classes, arrivals };
    }),
  );
}

/** Kinds of pods: without a GPU, with a part of one, with one, with several. */
type Kind = 'none' | 'part' | 'one' | 'several';

interface Mix {
  readonly name: string;
  /** Part of the pods that is of each kind. */
  readonly shares: Readonly<Record<Kind, number>>;
  /** Part of the classes with GPUs that may run on one or two GPU models only. */
  readonly constrained: number;
}

/**
 * `default` has the kinds of the public list: 13.3 % of the pods have no GPU, 37.8 % a part of one, 48 %
 * one, 0.9 % several. The others move the demand as the published variants do.
 */
const MIXES: readonly Mix[] = [
  {
    name: 'default',
    shares: { none: 0.133, part: 0.378, one: 0.48, several: 0.009 },
    constrained: 0,
  },
  {
    name: 'share-heavy',
    shares: { none: 0.12, part: 0.7, one: 0.175, several: 0.005 },
    constrained: 0,
  },
  {
    name: 'multi-gpu',
    shares: { none: 0.14, part: 0.4, one: 0.37, several: 0.09 },
    constrained: 0,
  },
  {
    name: 'constrained',
    shares: { none: 0.133, part: 0.378, one: 0.48, several: 0.009 },
    constrained: 0.33,
  },
];

const CORE = 1000;
const GIB = 1024;
type Machine = readonly [percent: number, cores: number, gib: number, gpus: number, model: number];

/** Machines after the public list of GPU nodes: percent of the nodes, rounded, and GPU models by number. */
const MACHINES: readonly Machine[] = [
  [45, 96, 384, 8, 0],
  [32, 104, 512, 2, 1],
  [9, 16, 120, 2, 2],
  [3, 128, 768, 8, 3],
  [2.5, 32, 128, 4, 4],
  [2, 64, 256, 2, 2],
  [2, 96, 768, 8, 5],
  [1.5, 8, 32, 1, 4],
  [1.5, 96, 384, 4, 1],
  [1.5, 48, 368, 4, 5],
];

function drawNodes(rng: Rng, count: number): Pick<SchedulingCase, 'shapes' | 'nodes'> {
  const draw = sampler(MACHINES.map(([percent]) => percent));
  const drawn = Array.from({ length: count }, () => MACHINES[draw(rng)]).flatMap((machine) =>
    machine === undefined ? [] : [shapeOf(machine)],
  );
  const { values, indices } = distinct(drawn);
  return { shapes: values, nodes: indices };
}

function shapeOf([, cores, gib, gpus, model]: Machine): NodeShape {
  return { cpuMilli: cores * CORE, memoryMib: gib * GIB, gpus, model };
}

/** Different requests of each kind. */
const VARIETY: Readonly<Record<Kind, number>> = { none: 8, part: 16, one: 16, several: 5 };
const KINDS: readonly Kind[] = ['none', 'part', 'one', 'several'];

/** Within a kind popularity follows Zipf's law with exponent 1, as in the list: the first has a third. */
function drawClasses(rng: Rng, mix: Mix): PodClass[] {
  return KINDS.flatMap((kind) => {
    const ranks = Array.from({ length: VARIETY[kind] }, (_, rank) => 1 / (rank + 1));
    const sum = ranks.reduce((total, weight) => total + weight, 0);
    return ranks.map((weight, rank) => {
      const stream = rng.fork(`${kind}-${rank}`);
      const asked = REQUESTS[kind](stream);
      const isConstrained = asked.gpus > 0 && stream.next() < mix.constrained;
      const models = isConstrained ? drawModels(stream, asked.gpus) : [];
      return { ...asked, models, share: (mix.shares[kind] * weight) / sum };
    });
  });
}

type Request = Pick<PodClass, 'cpuMilli' | 'memoryMib' | 'gpus' | 'gpuMilli'>;

/** Requests of a pod of each kind; the means are those of the public list. */
const REQUESTS: Readonly<Record<Kind, (rng: Rng) => Request>> = {
  none: (rng) => request(rng, 8 + 20 * rng.next(), [0, 0]),
  part: (rng) => {
    // From 0.05 to 0.95 of a GPU, 0.56 in the mean.
    const gpuMilli = 10 * Math.round(5 + 90 * rng.next() ** 0.75);
    return request(rng, 1 + 10 * rng.next(), [1, gpuMilli]);
  },
  one: (rng) => {
    // Most ask for a little less than the 12 cores that the commonest machine has for each GPU.
    const usual = 12 - 0.8 * rng.exponential();
    const cores = rng.next() < 0.75 ? usual : 2 + 17 * rng.next();
    return request(rng, Math.max(1, cores), [1, WHOLE_GPU]);
  },
  several: (rng) => {
    const gpus = rng.pick([2, 4, 8, 8, 8]);
    return request(rng, gpus * (7.5 + 4.4 * rng.next()), [gpus, WHOLE_GPU]);
  },
};

type Gpus = readonly [gpus: number, gpuMilli: number];

/** Cores in steps of a tenth, with 1.5 to 5.5 GiB each. */
function request(rng: Rng, cores: number, [gpus, gpuMilli]: Gpus): Request {
  const cpuMilli = 100 * Math.round(10 * cores);
  const memoryMib = Math.round((cpuMilli / CORE) * (1.5 + 4 * rng.next()) * GIB);
  return { cpuMilli, memoryMib, gpus, gpuMilli };
}

/** One or two models of machines with enough GPUs, by the GPUs that they have. */
function drawModels(rng: Rng, gpus: number): number[] {
  const fitting = MACHINES.filter((machine) => machine[3] >= gpus);
  const draw = sampler(fitting.map(([percent, , , count]) => percent * count));
  const first = fitting[draw(rng)]?.[4] ?? 0;
  const second = fitting[draw(rng)]?.[4] ?? 0;
  return [...new Set([first, second])].toSorted((a, b) => a - b);
}

/** Draws indices in proportion to their weights. */
function sampler(weights: readonly number[]): (rng: Rng) => number {
  let sum = 0;
  const sums = weights.map((weight) => (sum += weight));
  return (rng) => {
    const point = sum * rng.next();
    return Math.max(
      0,
      sums.findIndex((limit) => point < limit),
    );
  };
}
