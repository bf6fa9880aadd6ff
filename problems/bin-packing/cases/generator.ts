import { createRng, type Rng } from 'adrs-lab/sim';
import { dataSet, type Instance, type PackingCase } from './workload.ts';

/** Number of sequences in a split and of items in each, for each of the two distributions. */
export interface SplitSize {
  readonly uniform: Shape;
  readonly weibull: Shape;
}

type Shape = readonly [instances: number, items: number];

/** The splits of the problem. Their lengths differ, to show whether a rule has learned them. */
export const SPLIT_SIZES = {
  train: { uniform: [5, 800], weibull: [5, 2000] },
  validation: { uniform: [10, 500], weibull: [10, 3000] },
  test: { uniform: [20, 500], weibull: [20, 5000] },
} as const satisfies Record<string, SplitSize>;

/** Cases of a split. Equal names give equal cases; different names draw from independent streams. */
export function generateSplit(split: string, { uniform, weibull }: SplitSize): PackingCase[] {
  const rng = createRng('bin-packing').fork(split);
  return [
    ...dataSet('uniform', generate(rng.fork('uniform'), uniform, UNIFORM)),
    ...dataSet('weibull', generate(rng.fork('weibull'), weibull, WEIBULL)),
  ];
}

interface Distribution {
  readonly name: string;
  readonly capacity: number;
  readonly size: (rng: Rng) => number;
}

/** Item sizes of OR-Library's `binpack1` to `binpack4` (Falkenauer 1996): whole, uniform in [20, 100]. */
const UNIFORM: Distribution = {
  name: 'uniform',
  capacity: 150,
  size: (rng) => 20 + rng.integer(81),
};

/** Item sizes after Castiñeiras, De Cauwer and O'Sullivan (2012): Weibull, scale 45, shape 3. */
const WEIBULL: Distribution = {
  name: 'weibull',
  capacity: 100,
  size: (rng) => Math.min(100, Math.max(1, Math.round(45 * Math.cbrt(rng.exponential())))),
};

function generate(
  rng: Rng,
  [instances, length]: Shape,
  { name, capacity, size }: Distribution,
): Instance[] {
  return Array.from({ length: instances }, (_, index) => {
    const stream = rng.fork(index);
    const items = Array.from({ length }, () => size(stream));
    return { id: `${name}-${index}`, capacity, items };
  });
}
