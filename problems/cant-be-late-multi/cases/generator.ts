import { createRng, type Rng } from 'adrs-lab/sim';
import { PRICE_LEVELS, PRICE_RANGE, SCENARIOS, type Scenario } from './scenarios.ts';
import { PUBLISHED_JOB, type Workload } from './workload.ts';

/** Mean spells with and without spot machines, in hours. */
export interface Spells {
  readonly upHours: number;
  readonly downHours: number;
}

/**
 * The nine zones of the traces of 2023: mean spells with and without a machine, as published (the
 * availability is up / (up + down)).
 */
export const ZONES: Readonly<Record<string, Spells>> = {
  'us-east-1a': { upHours: 0.72, downHours: 3.58 },
  'us-east-1c': { upHours: 1.48, downHours: 1.69 },
  'us-east-1d': { upHours: 1.66, downHours: 2.05 },
  'us-east-1f': { upHours: 2.26, downHours: 1.56 },
  'us-east-2a': { upHours: 5.68, downHours: 1.8 },
  'us-east-2b': { upHours: 4.26, downHours: 1.98 },
  'us-west-2a': { upHours: 6.06, downHours: 0.81 },
  'us-west-2b': { upHours: 10.4, downHours: 1.1 },
  'us-west-2c': { upHours: 6.81, downHours: 0.84 },
};

/**
 * Shortages of a whole region, in which none of its zones has a machine. Their share of the time was
 * fitted to the correlation of the zones of a region in the traces: 0.25 to 0.53, 0.59, 0.39 to 0.49.
 */
const REGIONS: Readonly<Record<string, Spells>> = {
  'us-east-1': { upHours: 5.6, downHours: 3 },
  'us-east-2': { upHours: 7.8, downHours: 1.8 },
  'us-west-2': { upHours: 14.3, downHours: 0.8 },
};

const TICKS_PER_HOUR = 3600 / PUBLISHED_JOB.gapSeconds;
/** Two weeks before a window starts, so that it starts anywhere in a spell. */
const WARM_UP_TICKS = 6204;
/** A tick more than any job sees. */
const WINDOW_TICKS = 962;
/** No spell of the traces is shorter. */
const MIN_SPELL_TICKS = 3;
/** Two spells of three are short, with a fifth of the mean; that gives the traces' low medians. */
const SHORT = { share: 0.65, ofMean: 0.2 };
/** Mean ticks between two changes of a price. */
const PRICE_TICKS = 12 * TICKS_PER_HOUR;

/**
 * Makes the cases of a split, `windows` for each scenario, each with traces and prices of its own. Equal
 * arguments give equal cases, different splits share no stream.
 */
export function generateCases(split: string, windows: number): readonly Workload[] {
  const rng = createRng('cant-be-late-multi').fork(split);
  return SCENARIOS.flatMap((scenario) =>
    Array.from({ length: windows }, (_, window) => {
      const id = `${scenario.name}/g${String(window).padStart(2, '0')}`;
      return generateCase(id, scenario, rng.fork(id));
    }),
  );
}

function generateCase(id: string, { name, zones }: Scenario, rng: Rng): Workload {
  const markets = generateMarkets(zones, rng, WINDOW_TICKS);
  return {
    id,
    group: name,
    zones,
    spotRuns: markets.map(runsOf),
    spotPrices: zones.map((zone) => generatePrices(PRICE_LEVELS[zone] ?? 1, rng.fork(`$${zone}`))),
    ...PUBLISHED_JOB,
    form: 'honest',
    moves: 'restart',
  };
}

/**
 * Availability of zones, 1 with a machine: a zone's own alternating renewal process, cut by the
 * shortages of its region, from which it is corrected to have the published mean spells. Regions
 * are independent. Shape [zones, ticks].
 */
export function generateMarkets(
  zones: readonly string[],
  rng: Rng,
  ticks: number,
): readonly Uint8Array[] {
  return zones.map((zone) => {
    const region = zone.slice(0, -1);
    const shortages = REGIONS[region];
    const spells = ZONES[zone];
    if (shortages === undefined || spells === undefined) throw new RangeError(`no zone ${zone}`);
    const open = renewal(shortages, rng.fork(region), ticks);
    const own = renewal(ownSpells(spells, shortages), rng.fork(zone), ticks);
    return own.map((isUp, tick) => isUp * (open[tick] ?? 0));
  });
}

/** Spells of a process that, cut by the region's shortages, has the spells of the zone. */
function ownSpells(zone: Spells, region: Spells): Spells {
  const share = (spells: Spells): number => spells.upHours / (spells.upHours + spells.downHours);
  const ownShare = share(zone) / share(region);
  // Ends of a spell come from either side: their rates add up.
  const upHours = 1 / (1 / zone.upHours - 1 / region.upHours);
  return { upHours, downHours: (upHours * (1 - ownShare)) / ownShare };
}

/** A stretch of a stationary alternating renewal process, 1 where it is up. Shape [ticks]. */
function renewal({ upHours, downHours }: Spells, rng: Rng, ticks: number): Uint8Array {
  const trace = new Uint8Array(ticks);
  let isUp = rng.next() < upHours / (upHours + downHours);
  for (let tick = -WARM_UP_TICKS; tick < ticks; isUp = !isUp) {
    const end = tick + drawSpell((isUp ? upHours : downHours) * TICKS_PER_HOUR, rng);
    if (isUp && end > 0) trace.fill(1, Math.max(tick, 0), Math.min(end, ticks));
    tick = end;
  }
  return trace;
}

/** Ticks; a mixture of two geometric distributions above the least spell. */
function drawSpell(mean: number, rng: Rng): number {
  const above = Math.max(mean - MIN_SPELL_TICKS + 1, 1);
  const { share, ofMean } = SHORT;
  const ofLong = (1 - share * ofMean) / (1 - share);
  const ticks = Math.max(above * (rng.next() < share ? ofMean : ofLong), 1.01);
  return MIN_SPELL_TICKS + Math.floor(rng.exponential() / -Math.log1p(-1 / ticks));
}

/** A price that keeps near its level and changes about twice a day, in whole hundredths of a cent. */
function generatePrices(level: number, rng: Rng): readonly number[] {
  const pieces: number[] = [];
  let factor = Math.exp(0.06 * rng.normal());
  for (let tick = 0; tick < WINDOW_TICKS;) {
    const ticks = 1 + Math.floor(rng.exponential() * PRICE_TICKS);
    const price = Math.min(Math.max(level * factor, PRICE_RANGE.least), PRICE_RANGE.most);
    pieces.push(ticks, Math.round(price * 1e4) / 1e4);
    factor *= Math.exp(0.02 * rng.normal());
    tick += ticks;
  }
  return pieces;
}

/** Run lengths, the first with a machine. */
function runsOf(market: Uint8Array): readonly number[] {
  const runs: number[] = [];
  let isUp = 1;
  let length = 0;
  for (const has of market) {
    if (has !== isUp) {
      runs.push(length);
      isUp = has;
      length = 0;
    }
    length += 1;
  }
  return [...runs, length];
}
