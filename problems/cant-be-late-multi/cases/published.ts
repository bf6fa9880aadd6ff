import { access } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError } from 'adrs-lab';
import { z } from 'zod';
import { readJson } from '../../shared/data/read-data.ts';
import { cut, lengthOf, readTraces } from '../../shared/spot/traces.ts';
import { PRICE_LEVELS, SCENARIOS } from './scenarios.ts';
import { PUBLISHED_JOB, type Workload } from './workload.ts';

const { gapSeconds } = PUBLISHED_JOB;

const windowsSchema = z.object({
  multiRegion: z.object({
    raw: z.string(),
    gapSeconds: z.literal(gapSeconds),
    ticks: z.int().positive(),
    starts: z.array(z.int().nonnegative()).min(1),
    scenarios: z.array(z.tuple([z.string(), z.array(z.string()).min(1), z.int().positive()])),
  }),
});

type Windows = z.infer<typeof windowsSchema>['multiRegion'];

/** A file of the benchmark's own layout: 1 where a machine is taken away, and the price of each tick. */
const windowSchema = z.object({
  metadata: z.object({ gap_seconds: z.literal(gapSeconds) }),
  data: z.array(z.literal([0, 1])).min(1),
  prices: z.array(z.number().positive()).min(1),
});

/** The offers of a zone in a window. */
interface Market {
  readonly spotRuns: readonly number[];
  readonly spotPrices: readonly number[];
}

/** Windows of the hidden cases for each scenario. */
const HIDDEN_WINDOWS = 6;

/**
 * Reads the windows of the published benchmark, by split: `public` are its 34 runs in the published
 * form, `public-honest` the same with every spot tick at the price of its zone and tick.
 *
 * A folder with `windows.json` and `spot-traces-rle.json` gives the traces, with stand-in prices, and
 * the split `hidden` (honest, moves are restarts) from the parts of the traces that the benchmark never shows. A
 * folder in the benchmark's own layout, `ZONE_v100_1/WINDOW.json`, gives traces and prices.
 * Throws ConfigError when a file is missing or odd.
 */
export async function readPublishedCases(
  folder: string,
): Promise<Readonly<Record<string, () => readonly Workload[]>>> {
  const isOriginal = await exists(path.join(folder, 'us-east-1a_v100_1', '0.json'));
  const { published, hidden } = isOriginal
    ? { published: await readOriginal(folder), hidden: [] }
    : await readMarkets(folder);
  const honest = published.map((workload) => ({ ...workload, form: 'honest' as const }));
  return {
    public: () => published,
    'public-honest': () => honest,
    ...(isOriginal ? {} : { hidden: () => hidden }),
  };
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** Number of windows of each scenario of the published benchmark, in the order of `SCENARIOS`. */
const PUBLISHED_WINDOWS = [8, 8, 6, 6, 4, 2];

async function readOriginal(folder: string): Promise<readonly Workload[]> {
  const cases = SCENARIOS.map(({ name, zones }, index) => {
    const windows = PUBLISHED_WINDOWS[index] ?? 0;
    return Array.from({ length: windows }, async (_, window) => {
      const markets = zones.map(async (zone) => {
        const file = path.join(`${zone}_v100_1`, `${window}.json`);
        const { data, prices } = await readJson(folder, file, windowSchema);
        const spotRuns = alternating(pairsOf(data.map((isGone) => 1 - isGone)));
        return { spotRuns, spotPrices: pairsOf(prices).flat() };
      });
      return workloadOf({ name, zones, windows, window }, await Promise.all(markets));
    });
  });
  return Promise.all(cases.flat());
}

/** Run lengths and values. */
function pairsOf(values: readonly number[]): (readonly [length: number, value: number])[] {
  const pairs: [number, number][] = [];
  for (const value of values) {
    const last = pairs.at(-1);
    if (last?.[1] === value) last[0] += 1;
    else pairs.push([1, value]);
  }
  return pairs;
}

/** Run lengths of 1s and 0s, the first one of 1s. */
function alternating(pairs: readonly (readonly [length: number, value: number])[]): number[] {
  const lengths = pairs.map(([length]) => length);
  return pairs[0]?.[1] === 1 ? lengths : [0, ...lengths];
}

async function readMarkets(
  folder: string,
): Promise<{ readonly published: readonly Workload[]; readonly hidden: readonly Workload[] }> {
  const { traces, windows: file } = await readTraces(folder, windowsSchema);
  const { multiRegion: windows } = file;
  const marketOf = (zone: string, start: number, ticks: number): Market => {
    const trace = traces[`${windows.raw}/${zone}_v100_1`];
    const price = PRICE_LEVELS[zone];
    if (trace === undefined || price === undefined) {
      throw new ConfigError(`${folder}: there is no trace or no price of ${zone}`);
    }
    return { spotRuns: cut(trace, start, start + ticks), spotPrices: [ticks, price] };
  };
  const published = windows.scenarios.flatMap(([name, zones, count]) =>
    windows.starts.slice(0, count).map((start, window) => {
      const markets = zones.map((zone) => marketOf(zone, start, windows.ticks));
      return workloadOf({ name, zones, windows: count, window }, markets);
    }),
  );
  const [length = 0] = Object.entries(traces)
    .filter(([name]) => name.startsWith(`${windows.raw}/`))
    .map(([, trace]) => lengthOf(trace));
  const hidden = windows.scenarios.flatMap(([name, zones]) =>
    hiddenStarts(windows, length).map((start, window): Workload => {
      const markets = zones.map((zone) => marketOf(zone, start, HIDDEN_TICKS));
      const { weight: _weight, ...rest } = workloadOf({ name, zones, windows: 1, window }, markets);
      return { ...rest, id: `${name}/h${window}`, form: 'honest', moves: 'restart' };
    }),
  );
  return { published, hidden };
}

/** Ticks a hidden case may see. */
const HIDDEN_TICKS = 962;

/** Starts of windows between those of the benchmark, as many as there are and as wanted. */
function hiddenStarts({ starts, ticks }: Windows, length: number): readonly number[] {
  const taken = starts.toSorted((a, b) => a - b);
  const free: number[] = [];
  let from = 0;
  for (const start of [...taken, length]) {
    for (; from + HIDDEN_TICKS <= start; from += HIDDEN_TICKS) free.push(from);
    from = Math.max(from, start + ticks);
  }
  return free.slice(0, HIDDEN_WINDOWS);
}

interface Window {
  readonly name: string;
  readonly zones: readonly string[];
  readonly windows: number;
  readonly window: number;
}

function workloadOf(
  { name, zones, windows, window }: Window,
  markets: readonly Market[],
): Workload {
  const runs = PUBLISHED_WINDOWS.reduce((sum, count) => sum + count, 0);
  return {
    id: `${name}/w${window}`,
    group: name,
    zones,
    spotRuns: markets.map(({ spotRuns }) => spotRuns),
    spotPrices: markets.map(({ spotPrices }) => spotPrices),
    ...PUBLISHED_JOB,
    form: 'published',
    moves: 'free',
    weight: runs / SCENARIOS.length / windows,
  };
}
