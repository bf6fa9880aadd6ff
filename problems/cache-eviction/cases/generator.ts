import { createRng, type Rng } from 'adrs-lab/sim';
import { mixStream, type Origin, type Recipe } from './streams.ts';
import type { CacheCase, Trace } from './workload.ts';

/** Requests of a generated trace. */
const LENGTH = 16_000;
/** Shares of the bytes of all objects that a cache holds. */
const CAPACITIES = [0.03, 0.1, 0.25] as const;

/** Cases of a split: `rounds` traces of each pattern with each model of sizes. */
export function generateCases(split: string, rounds: number): CacheCase[] {
  const stream = createRng('cache-eviction').fork(split);
  return Object.keys(SIZES).flatMap((group) =>
    Object.keys(PATTERNS).flatMap((pattern) =>
      Array.from({ length: rounds }, (_, round) => {
        const id = `${group}/${pattern}-${round}`;
        return { id, group, ...generateTrace(pattern, group, stream.fork(id)) };
      }),
    ),
  );
}

/** One trace of a pattern with a model of sizes. */
export function generateTrace(pattern: string, group: string, rng: Rng): Trace {
  const recipe = PATTERNS[pattern]?.(rng.fork('recipe'));
  const sizeOf = SIZES[group]?.(rng.fork('law'));
  if (recipe === undefined || sizeOf === undefined) throw new RangeError(`${group}/${pattern}`);
  const { requests, origins, ranks } = mixStream(recipe, LENGTH, rng.fork('requests'));
  const draws = rng.fork('sizes');
  const sizes = origins.map((origin, at) => sizeOf(draws, origin, ranks[at] ?? 0));
  const footprint = sizes.reduce((sum, size) => sum + size, 0);
  const share = rng.fork('capacity').pick(CAPACITIES);
  return { capacity: Math.max(Math.round(share * footprint), ...sizes), sizes, requests };
}

const between = (rng: Rng, low: number, high: number): number => low + (high - low) * rng.next();
const whole = (rng: Rng, low: number, high: number): number => Math.round(between(rng, low, high));

/** A core alone, to which the patterns add. */
const CORE: Recipe = {
  objects: 6000,
  alpha: 0.9,
  drift: 0,
  once: 0,
  scan: 0,
  scanLength: 1,
  loops: [],
};

/** The streams that traces are mixed from, by name. */
const PATTERNS: Readonly<Record<string, (rng: Rng) => Recipe>> = {
  /** Independent requests; some objects are requested once. */
  zipf: (rng) => ({
    ...CORE,
    objects: whole(rng, 3000, 8000),
    alpha: between(rng, 0.6, 1.2),
    once: between(rng, 0, 0.15),
  }),
  /** Long scans over new objects through a core. */
  scans: (rng) => ({
    ...CORE,
    objects: whole(rng, 2000, 6000),
    alpha: between(rng, 0.7, 1.1),
    once: between(rng, 0, 0.1),
    scan: between(rng, 0.15, 0.35),
    scanLength: whole(rng, 100, 1000),
  }),
  /** Popularity moves from object to object. */
  drift: (rng) => ({
    ...CORE,
    objects: whole(rng, 1500, 4000),
    alpha: between(rng, 0.6, 1.1),
    drift: between(rng, 0.1, 0.5),
    once: between(rng, 0.05, 0.3),
  }),
  /** The mixture that is nearest to the CloudPhysics sample: see README.md. */
  disk: (rng) => diskRecipe(rng),
};

/** A core, objects that are requested once, and two regions that are read again and again. */
export function diskRecipe(rng: Rng): Recipe {
  const near = (value: number): number => value * between(rng, 0.8, 1.25);
  return {
    ...CORE,
    objects: Math.round(near(0.033 * LENGTH)),
    alpha: near(0.525),
    once: near(0.223),
    loops: [
      { share: near(0.28), objects: Math.round(near(0.125 * LENGTH)), run: whole(rng, 50, 200) },
      { share: near(0.067), objects: Math.round(near(0.16 * LENGTH)), run: whole(rng, 50, 200) },
    ],
  };
}

type SizeOf = (rng: Rng, origin: Origin, rank: number) => number;

/** Sizes and their shares of the objects; the four most frequent are those of the CloudPhysics sample. */
const BLOCKS: readonly (readonly [bytes: number, share: number])[] = [
  [65_536, 0.36],
  [8_192, 0.16],
  [4_096, 0.14],
  [69_632, 0.12],
  [32_768, 0.09],
  [16_384, 0.07],
  [512, 0.06],
];

/** Bytes of an object, by what it was made for and its rank in the core. */
const SIZES: Readonly<Record<string, (rng: Rng) => SizeOf>> = {
  /** Pages, all alike. */
  pages: () => () => 4096,
  /** Blocks of a disk: regions and scans are read in large pieces. */
  blocks: (law) => {
    const large = between(law, 0, 0.8);
    return (rng, origin) => {
      const isRun = origin === 'scan' || origin === 'loop';
      return isRun && rng.next() < large ? 65_536 : blockSize(rng.next());
    };
  },
  /** Objects of the web: log-normal, and larger or smaller the more popular they are. */
  web: (law) => {
    const spread = between(law, 1, 1.6);
    const slope = between(law, -0.3, 0.5);
    return (rng, origin, rank) => {
      const scale = origin === 'core' ? (rank + 0.01) ** slope : 1;
      const bytes = 12_000 * scale * Math.exp(spread * rng.normal());
      return Math.round(Math.min(1 << 20, Math.max(100, bytes)));
    };
  },
};

function blockSize(roll: number): number {
  let left = roll;
  return BLOCKS.find(([, share]) => (left -= share) < 0)?.[0] ?? 4096;
}
