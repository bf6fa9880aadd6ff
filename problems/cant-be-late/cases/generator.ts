import { createRng, type Rng } from 'adrs-lab/sim';
import { PUBLISHED_CELLS, workloadOf, type Workload } from './workload.ts';

/** Lengths of the spells a market spends in one state: a mixture of two geometric distributions. */
interface Spells {
  /** Ticks; at least 1. */
  readonly mean: number;
  /** Share of the short spells. */
  readonly shortShare: number;
  /** Mean of the short spells, in ticks; that of the long ones follows. */
  readonly shortMean: number;
}

/** A spot market as an alternating renewal process. */
export interface Market {
  readonly environment: string;
  readonly up: Spells;
  readonly down: Spells;
}

/** A tick of the published traces. */
const TICKS_PER_HOUR = 6;
/** Two weeks before a window starts, so that it starts anywhere in a spell. */
const WARM_UP_TICKS = 2016;
/** Covers the longest deadline. */
const WINDOW_TICKS = 421;

/**
 * The six environments of the benchmark. Mean spells with and without a machine, in hours, are those
 * published for the traces; the short spells were fitted to them by expectation maximisation, which
 * gives the published medians far below the means.
 */
export const MARKETS: readonly Market[] = [
  market('us-west-2a_k80_8', [1.57, 0.64, 3.9], [3.22, 0.81, 5.3]),
  market('us-west-2b_k80_1', [1.61, 0.93, 5.4], [12.2, 0.8, 1.6]),
  market('us-west-2b_k80_8', [1.08, 0.57, 2.8], [1.56, 0.48, 1.1]),
  market('us-west-2a_v100_1', [4.05, 0.67, 3.0], [1.07, 0.71, 2.5]),
  market('us-west-2a_v100_8', [1.16, 0.86, 2.1], [1.25, 0.74, 2.5]),
  market('us-west-2b_v100_1', [2.7, 0.43, 2.9], [1.07, 0.62, 1.3]),
];

/**
 * Makes the cases of a split: `windows` for each environment, deadline and overhead, each with a
 * trace of its own. Equal arguments give equal cases, different splits share no stream.
 */
export function generateCases(split: string, windows: number): readonly Workload[] {
  const rng = createRng('cant-be-late').fork(split);
  return MARKETS.flatMap((place) =>
    PUBLISHED_CELLS.flatMap((cell) =>
      Array.from({ length: windows }, (_, window) => {
        const name = `g${window}`;
        const id = `${place.environment}/${cell.deadlineHours}/${cell.overheadHours}/${name}`;
        const spotRuns = generateLivelyWindow(place, rng.fork(id));
        return workloadOf(cell, { environment: place.environment, name, spotRuns });
      }),
    ),
  );
}

/**
 * A window in which the market changes at least twice. Where it is empty or full all along there is
 * nothing to decide, and such windows would be the same in all splits.
 */
function generateLivelyWindow(place: Market, rng: Rng): readonly number[] {
  for (;;) {
    const runs = generateWindow(place, rng, WINDOW_TICKS);
    if (runs.filter((length) => length > 0).length > 2) return runs;
  }
}

/** A stretch of a market's stationary process as run lengths, the first with a machine. */
export function generateWindow(place: Market, rng: Rng, ticks: number): readonly number[] {
  const runs: number[] = [];
  const end = WARM_UP_TICKS + ticks;
  let isUp = rng.next() < place.up.mean / (place.up.mean + place.down.mean);
  for (let tick = 0; tick < end; isUp = !isUp) {
    const length = drawSpell(isUp ? place.up : place.down, rng);
    const seen = Math.min(tick + length, end) - Math.max(tick, WARM_UP_TICKS);
    if (seen > 0) {
      if (runs.length === 0 && !isUp) runs.push(0);
      runs.push(seen);
    }
    tick += length;
  }
  return runs;
}

function drawSpell({ mean, shortShare, shortMean }: Spells, rng: Rng): number {
  const longMean = (mean - shortShare * shortMean) / (1 - shortShare);
  const ticks = rng.next() < shortShare ? shortMean : longMean;
  // Inverse of the geometric distribution on 1, 2, ... with this mean.
  return 1 + Math.floor(rng.exponential() / -Math.log1p(-1 / ticks));
}

type Fit = readonly [meanHours: number, shortShare: number, shortMean: number];

function market(environment: string, up: Fit, down: Fit): Market {
  return { environment, up: spells(up), down: spells(down) };
}

function spells([meanHours, shortShare, shortMean]: Fit): Spells {
  return { mean: meanHours * TICKS_PER_HOUR, shortShare, shortMean };
}
