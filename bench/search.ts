/**
 * Cost of one ask and one tell after 100 and after 100,000 programs, for every search.
 * `random`: scores are random, so that late programs rarely get in. `rising`: every score is a new record, the worst
 * case: each tell changes the archive, so that its cost follows the number of elites, which the cells bound.
 */
import { performance } from 'node:perf_hooks';
import { createGridArchive } from '../src/archive/grid-archive.ts';
import { createParetoArchive } from '../src/archive/pareto-archive.ts';
import { createTopArchive } from '../src/archive/top-archive.ts';
import type { Archive, Search } from '../src/core/search.ts';
import type { Individual } from '../src/core/program.ts';
import { createRng, type Rng } from '../src/core/rng.ts';
import { createIslandSearch, type IslandSearchOptions } from '../src/search/island-search.ts';
import { createBestOfNSearch, createTopSearch } from '../src/search/pool-search.ts';
import { createRandomSearch } from '../src/search/random-search.ts';

const SIZES = [100, 1_000, 10_000, 100_000];
/** Programs between two readings of the clock, and number of such blocks at each size. */
const BLOCK = 50;
const BLOCKS = 40;

type Stream = 'random' | 'rising';

const grid = (): Archive =>
  createGridArchive({
    scales: [
      { type: 'quantile', bins: 10 },
      { type: 'quantile', bins: 10 },
    ],
  });
const top = (): Archive => createTopArchive({ size: 20 });
const islands: IslandSearchOptions = {
  islands: 5,
  createArchive: grid,
  parentChoice: { type: 'weighted' },
  inspirations: 4,
  migration: { topology: 'ring', every: 50, count: 2 },
  reset: { every: 5_000 },
  seed: 'bench',
};
const searches: Readonly<Record<string, () => Search>> = {
  'islands, weighted, 10 x 10 grids': () => createIslandSearch(islands),
  'islands, softmax, star': () =>
    createIslandSearch({
      ...islands,
      parentChoice: { type: 'softmax', temperature: 1 },
      migration: { topology: 'star', every: 50, count: 2 },
    }),
  'islands, rank, Pareto fronts of 20': () =>
    createIslandSearch({
      ...islands,
      createArchive: () => createParetoArchive({ size: 20 }),
      parentChoice: { type: 'rank', exponent: 1 },
    }),
  top: () => createTopSearch({ createArchive: top, inspirations: 4 }),
  'best of 5': () => createBestOfNSearch({ n: 5, createArchive: top, inspirations: 4 }),
  'random parents': () =>
    createRandomSearch({ createArchive: top, parents: 'all', reservoir: 256, seed: 'bench' }),
};

/** A search under way. */
interface Run {
  readonly search: Search;
  readonly stream: Stream;
  tells: number;
}

/** Asks and tells `count` times; returns microseconds an ask and tell, the making of programs left out. */
function advance(run: Run, count: number, root: Rng): number {
  let spent = 0;
  for (let step = 0; step < count; step += 1) {
    const ordinal = run.tells;
    const rng = root.fork(ordinal);
    const start = performance.now();
    const { island, parent } = run.search.ask(ordinal, rng);
    spent += performance.now() - start;
    const individual = programOf({ ordinal, island, parent, stream: run.stream }, rng);
    const resumed = performance.now();
    run.search.tell(individual);
    spent += performance.now() - resumed;
    run.tells += 1;
  }
  return (spent / count) * 1_000;
}

function programOf(
  given: {
    readonly ordinal: number;
    readonly island: number;
    readonly parent: string | null;
    readonly stream: Stream;
  },
  rng: Rng,
): Individual {
  const { ordinal, island, parent, stream } = given;
  const parents = parent === null ? [] : [parent];
  const common = { id: `p${ordinal}`, ordinal, island, parents };
  const features = [rng.exponential(), rng.normal()];
  const caseFitness = Array.from({ length: 8 }, () =>
    stream === 'rising' ? ordinal + rng.next() : rng.normal(),
  );
  if (ordinal > 0 && rng.next() < 0.1) {
    return { ...common, fitness: null, features: [], caseFitness: [] };
  }
  const fitness = caseFitness.reduce((sum, value) => sum + value, 0) / 8;
  return { ...common, fitness, features, caseFitness };
}

/** Measurements of one search. */
interface Measured {
  /** Microseconds, in the order of `SIZES`. */
  readonly costs: readonly number[];
  readonly elites: readonly number[];
}

/**
 * Medians over blocks right after each size. At the first size each block is from a fresh run; the others
 * are passed by one long run.
 */
function measure(create: () => Search, stream: Stream): Measured {
  const root = createRng('bench');
  advance({ search: create(), stream, tells: 0 }, 10_000, root);
  const long: Run = { search: create(), stream, tells: 0 };
  const elites: number[] = [];
  const costs = SIZES.map((size, index) => {
    const blocks = Array.from({ length: BLOCKS }, (_, block) => {
      const run: Run = index === 0 ? { search: create(), stream, tells: 0 } : long;
      advance(run, Math.max(0, size - run.tells), index === 0 ? root.fork(block) : root);
      elites[index] ??= run.search.elites().length;
      return advance(run, BLOCK, root);
    });
    return blocks.toSorted((a, b) => a - b)[BLOCKS >> 1] ?? 0;
  });
  return { costs, elites };
}

const format = (value: number): string => value.toFixed(2).padStart(9);
const rows: Record<string, Record<string, number>> = {};
console.log('microseconds for one ask and one tell, after N programs\n');
console.log(
  `${''.padEnd(44)}${SIZES.map((size) => String(size).padStart(9)).join('')}    ratio   elites`,
);
for (const stream of ['random', 'rising'] as const) {
  for (const [name, create] of Object.entries(searches)) {
    const { costs, elites } = measure(create, stream);
    const [first = 1, last = 0] = [costs[0], costs.at(-1)];
    const ratio = last / first;
    const label = `${stream}: ${name}`;
    const kept = `${elites[0] ?? 0} to ${elites.at(-1) ?? 0}`;
    console.log(`${label.padEnd(44)}${costs.map(format).join('')}${format(ratio)}   ${kept}`);
    rows[label] = {
      ...Object.fromEntries(
        SIZES.map((size, index) => [`microsecondsAt${size}`, costs[index] ?? 0]),
      ),
      elitesAt100: elites[0] ?? 0,
      elitesAt100000: elites.at(-1) ?? 0,
      ratio,
    };
  }
}
console.log(JSON.stringify({ bench: 'search', searches: rows }));
