import { ConfigError, type CaseSet } from 'adrs-lab';
import { readRows } from '../../shared/data/read-data.ts';
import { createCpythonRandom, type CpythonRandom } from './cpython-random.ts';
import type { TelemetryCase } from './workload.ts';

const FILES = ['evaluation_data.csv', 'evaluation_data.csv.gz'] as const;
/** Rows that the benchmark samples, and the seed it does it with. */
const SAMPLE = { rows: 30, seed: 42 } as const;
/** Chance of an interface, or of a router, to be hit. */
const HIT_CHANCE = 0.2;
const BUGS = ['dropped', 'scaled', 'correlated_dropped', 'correlated_scaled'] as const;

/** An interface of a row: a name for its counter at the top of the file, and the row's values. */
interface Interface {
  readonly name: string;
  readonly peer: string;
  readonly router: string;
  /** True rates received and sent, in Mbit/s. */
  readonly truth: [number, number];
}

/**
 * Splits of `evaluation_data.csv`, plain or gzipped. `public`: the 30 snapshots of the published
 * benchmark, with its bugs and its score. `public-expected`: the same snapshots and bugs with
 * the score of the generated cases. Throws ConfigError when the file is missing or is something else.
 */
export async function readPublishedCases(
  folder: string,
): Promise<Readonly<Record<string, CaseSet<TelemetryCase>>>> {
  const [header = [], ...rows] = await readEither(folder);
  const snapshots = rows.map((row, index) => interfacesOf(header, row, index + 2));
  if (snapshots.length < SAMPLE.rows) {
    throw new ConfigError(`${FILES[0]} has ${snapshots.length} rows; ${SAMPLE.rows} are needed`);
  }
  const random = createCpythonRandom(SAMPLE.seed);
  const cases = random
    .sample(snapshots.length, SAMPLE.rows)
    .map((row) => perturbed(`row-${row}`, snapshots[row] ?? [], random));
  return {
    public: () => cases,
    'public-expected': () => cases.map((one) => ({ ...one, form: 'expected' })),
  };
}

const COLUMN = /^low_(\w+)_(egress_to|ingress_from)_(\w+)$/;
const TRUTH = /'ground_truth': ([\d.eE+-]+)/;

/** The interfaces of a row in the order in which the columns first name them, as published. */
function interfacesOf(
  header: readonly string[],
  row: readonly string[],
  line: number,
): Interface[] {
  const found = new Map<string, Interface>();
  for (const [at, column] of header.entries()) {
    const [, router = '', direction, other = ''] = COLUMN.exec(column) ?? [];
    if (direction === undefined) continue;
    const name = `${router}_to_${other}`;
    const known = found.get(name) ?? { name, peer: `${other}_to_${router}`, router, truth: [0, 0] };
    known.truth[direction === 'ingress_from' ? 0 : 1] = truthIn(row[at], `line ${line}, ${column}`);
    found.set(name, known);
  }
  if (found.size === 0) throw new ConfigError(`${FILES[0]} has no column low_X_egress_to_Y`);
  return [...found.values()];
}

function truthIn(field: string | undefined, place: string): number {
  const value = Number(TRUTH.exec(field ?? '')?.[1] ?? Number.NaN);
  if (value >= 0) return value;
  throw new ConfigError(`${FILES[0]}: there is no ground truth in ${place}`);
}

type Rates = readonly [received: number, sent: number];

/** Draws the bugs of the published benchmark, draw for draw. */
function perturbed(
  id: string,
  interfaces: readonly Interface[],
  random: CpythonRandom,
): TelemetryCase {
  const group = BUGS[random.choice(BUGS.length)] ?? 'dropped';
  const noisy = interfaces.map(({ truth }) => singleFault(group, truth, random));
  const routers = [...new Set(interfaces.map(({ router }) => router))];
  const hit = correlatedFaults({ group, interfaces, routers }, random);
  const truths = interfaces.flatMap(({ truth }) => truth);
  const index = new Map(interfaces.map(({ name }, at) => [name, at]));
  return {
    id,
    group,
    form: 'published',
    router: interfaces.map(({ router }) => routers.indexOf(router)),
    peer: interfaces.map(({ peer }) => index.get(peer) ?? -1),
    reading: noisy.flatMap(({ rates }, at) => hit.get(at) ?? rates),
    reportedUp: interfaces.map(() => 1),
    low: truths,
    high: truths,
    up: interfaces.map(() => 1),
    faulty: noisy.map(({ isHit }, at) => (isHit || hit.has(at) ? 1 : 0)),
  };
}

/** Reading of an interface: noise, and its own bug if that is drawn. */
function singleFault(
  bug: string,
  [received, sent]: Rates,
  random: CpythonRandom,
): { readonly rates: Rates; readonly isHit: boolean } {
  const rates = [received * random.uniform(0.98, 1.02), sent * random.uniform(0.98, 1.02)] as const;
  const isSingle = bug === 'dropped' || bug === 'scaled';
  if (!isSingle || random.random() >= HIT_CHANCE) return { rates, isHit: false };
  return { rates: damaged(bug, rates, random), isHit: true };
}

/** Readings of the interfaces of faulty routers: no noise, as these start from the true counters. */
function correlatedFaults(
  all: {
    readonly group: string;
    readonly interfaces: readonly Interface[];
    readonly routers: readonly string[];
  },
  random: CpythonRandom,
): ReadonlyMap<number, Rates> {
  const hit = new Map<number, Rates>();
  const bug = /^correlated_(.*)/.exec(all.group)?.[1];
  for (const name of all.routers) {
    // Drawn whatever the bug is.
    if (random.random() < 1 - HIT_CHANCE || bug === undefined) continue;
    for (const [index, { router, truth }] of all.interfaces.entries()) {
      if (router === name) hit.set(index, damaged(bug, truth, random));
    }
  }
  return hit;
}

function damaged(bug: string, [received, sent]: Rates, random: CpythonRandom): Rates {
  return bug === 'dropped' ? [0, 0] : [received * factor(random), sent * factor(random)];
}

/** As published: both factors are drawn, then one of them is chosen. */
function factor(random: CpythonRandom): number {
  const factors = [random.uniform(0.5, 0.8), random.uniform(1.2, 1.5)];
  return factors[random.choice(2)] ?? 1;
}

async function readEither(folder: string): Promise<string[][]> {
  const needed = FILES.join(' or ');
  const [plain, packed] = FILES;
  return readRows(folder, plain, needed).catch(() => readRows(folder, packed, needed));
}
