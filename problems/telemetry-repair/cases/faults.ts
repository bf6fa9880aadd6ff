import type { Rng } from 'adrs-lab/sim';
import type { TelemetryCase } from './workload.ts';

/** The true state of a network. */
export interface Truth {
  /** Router of each interface, from 0. Shape [interfaces]. */
  readonly router: readonly number[];
  /** Interface at the other end, or -1. Shape [interfaces]. */
  readonly peer: readonly number[];
  /** Whether each interface is up: 1 or 0. Shape [interfaces]. */
  readonly up: readonly number[];
  /** Mean rate that each counter counts, in Mbit/s. Shape [2 interfaces]. */
  readonly flow: readonly number[];
}

/** Faults of counters: the four bugs of the published benchmark, and all of them at once. */
export const FAULTS = [
  'dropped',
  'scaled',
  'correlated_dropped',
  'correlated_scaled',
  'mixed',
] as const;

type Fault = (typeof FAULTS)[number];
type Damage = 'none' | 'dropped' | 'scaled';

/** Chance of an interface, or of a router with all its interfaces, to be hit, as published. */
const HIT_CHANCE = 0.2;
/** Largest relative deviation of a true counter from its mean rate, and of its reading from the counter. */
const JITTER = 0.02;
/** Chance that the report of a status is false: of a healthy interface, and of a faulty one. */
const FALSE_STATUS = { healthy: 0.03, faulty: 0.25 } as const;

/** Readings of a network in which a fault has struck, and what is then known of its true counters. */
export function tamper(truth: Truth, fault: Fault, rng: Rng): Readings {
  const damage = damageOf(truth, fault, rng);
  const reading: number[] = [];
  const low: number[] = [];
  const high: number[] = [];
  for (const [counter, flow] of truth.flow.entries()) {
    const kind = damage[counter >> 1] ?? 'none';
    const width = JITTER * flow;
    const actual = flow + width * (2 * rng.next() - 1);
    const read = Math.max(0, actual + width * (2 * rng.next() - 1));
    const isTold = kind === 'none';
    reading.push(rounded(kind === 'dropped' ? 0 : isTold ? read : read * factor(rng)));
    low.push(rounded(isTold ? Math.max(flow - width, read - width) : flow - width));
    high.push(rounded(isTold ? Math.min(flow + width, read + width) : flow + width));
  }
  const reportedUp = truth.up.map((up, index) => {
    const chance = damage[index] === 'none' ? FALSE_STATUS.healthy : FALSE_STATUS.faulty;
    return rng.next() < chance ? 1 - up : up;
  });
  const { router, peer, up } = truth;
  const faulty = damage.map((kind) => (kind === 'none' ? 0 : 1));
  return { router, peer, reading, reportedUp, low, high, up, faulty };
}

type Readings = Omit<TelemetryCase, 'id' | 'group' | 'form'>;

/** The fault of each interface. */
function damageOf({ router }: Truth, fault: Fault, rng: Rng): readonly Damage[] {
  const routers = 1 + Math.max(...router);
  const some = (count: number, chance: number, damage: Damage): readonly Damage[] =>
    Array.from({ length: count }, () => (rng.next() < chance ? damage : 'none'));
  const hits = {
    dropped: () => some(router.length, HIT_CHANCE, 'dropped'),
    scaled: () => some(router.length, HIT_CHANCE, 'scaled'),
    correlated_dropped: () => spread(some(routers, HIT_CHANCE, 'dropped')),
    correlated_scaled: () => spread(some(routers, HIT_CHANCE, 'scaled')),
    mixed: () => {
      const one = some(router.length, HIT_CHANCE / 2, rng.next() < 0.5 ? 'dropped' : 'scaled');
      const all = spread(some(routers, HIT_CHANCE / 2, rng.next() < 0.5 ? 'dropped' : 'scaled'));
      return all.map((kind, index) => (kind === 'none' ? (one[index] ?? 'none') : kind));
    },
  };
  return hits[fault]();

  function spread(byRouter: readonly Damage[]): readonly Damage[] {
    return router.map((at) => byRouter[at] ?? 'none');
  }
}

/** Factor of a scaled counter, as published. */
function factor(rng: Rng): number {
  return rng.next() < 0.5 ? 0.5 + 0.3 * rng.next() : 1.2 + 0.3 * rng.next();
}

/** Six significant digits. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
