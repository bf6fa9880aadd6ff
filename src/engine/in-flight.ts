import type { Advisor, Proposer } from '../core/proposer.ts';
import type { Selection } from '../core/search.ts';
import type { Spending } from '../core/model.ts';
import type { CandidateOutcome } from './candidate.ts';
import type { RunPlan } from './run-plan.ts';
import type { History } from './run-memory.ts';

/** A candidate that was asked for and not committed yet. */
export interface Ticket {
  readonly ordinal: number;
  /** Number of tells before the ask. */
  readonly askedAfter: number;
  readonly selection: Selection;
  readonly history: History;
  /** Undefined for a seed, whose text is known, and for advice. */
  readonly proposer?: Proposer | undefined;
  /** Set where notes are asked for instead of a program. */
  readonly advisor?: Advisor | undefined;
  /** Reserved for it. */
  readonly reserved: Reservation;
  /** Set when the run was resumed without the proposer or advisor that was chosen. */
  readonly isRetired?: true | undefined;
}

/** The most that a candidate may spend. */
export interface Reservation {
  readonly evaluations: number;
  readonly spending: Spending;
}

/** Name of the proposer or advisor of a ticket, as in the log. */
export function nameOf({ advisor, proposer }: Ticket): string {
  return advisor?.name ?? proposer?.name ?? 'seed';
}

export interface CompletedCandidate {
  readonly ticket: Ticket;
  readonly outcome: CandidateOutcome;
}

/** The candidates in flight and the work on them, oldest first. */
export interface InFlightCandidates {
  readonly size: () => number;
  readonly get: (ordinal: number) => Ticket | undefined;
  readonly tickets: () => Iterable<Ticket>;
  readonly add: (ticket: Ticket) => void;
  readonly remove: (ordinal: number) => Ticket | undefined;
  /** Changes tickets before the work on them starts. */
  readonly revise: (change: (ticket: Ticket) => Ticket) => void;
  /** Starts the work on the candidates in flight and on everything added from now on. */
  readonly start: () => void;
  /** The next outcome to commit; undefined when nothing is in flight. */
  readonly next: () => Promise<CompletedCandidate | undefined>;
  /** Resolves when no work is running. */
  readonly idle: () => Promise<void>;
}

interface InFlightCandidate {
  readonly ticket: Ticket;
  outcome: Promise<CandidateOutcome> | undefined;
}

interface InFlightOptions {
  readonly order: RunPlan['order'];
  readonly work: (ticket: Ticket) => Promise<CandidateOutcome>;
  /** The ordinal that an earlier run committed next, where this run follows one. */
  readonly followed: () => number | undefined;
}

/** An empty table. */
// oxlint-disable-next-line max-lines-per-function -- one small table and the ways to touch it
export function createInFlightCandidates({
  order,
  work,
  followed,
}: InFlightOptions): InFlightCandidates {
  const inFlight = new Map<number, InFlightCandidate>();
  const arrivals = createArrivals();
  let started = false;
  const launch = (entry: InFlightCandidate): void => {
    entry.outcome = work(entry.ticket);
    // Its failure is reported by `next`, or dropped when the run is stopping.
    const arrived = (): void => {
      if (order === 'eager') arrivals.push(entry.ticket.ordinal);
    };
    entry.outcome.then(arrived, arrived);
  };
  const remove = (ordinal: number): Ticket | undefined => {
    const ticket = inFlight.get(ordinal)?.ticket;
    inFlight.delete(ordinal);
    return ticket;
  };
  const nextOrdinal = (oldest: number): number | Promise<number> => {
    const known = followed();
    if (known !== undefined && inFlight.has(known)) return known;
    return order === 'strict' ? oldest : arrivals.shift();
  };
  return {
    size: () => inFlight.size,
    get: (ordinal) => inFlight.get(ordinal)?.ticket,
    *tickets() {
      for (const { ticket } of inFlight.values()) yield ticket;
    },
    add(ticket) {
      const entry: InFlightCandidate = { ticket, outcome: undefined };
      inFlight.set(ticket.ordinal, entry);
      if (started) launch(entry);
    },
    remove,
    revise(change) {
      for (const [ordinal, { ticket }] of inFlight) {
        inFlight.set(ordinal, { ticket: change(ticket), outcome: undefined });
      }
    },
    start() {
      started = true;
      for (const entry of inFlight.values()) launch(entry);
    },
    async next() {
      const [oldest] = inFlight.keys();
      if (oldest === undefined) return undefined;
      const ordinal = await nextOrdinal(oldest);
      const outcome = await inFlight.get(ordinal)?.outcome;
      const ticket = remove(ordinal);
      arrivals.forget(ordinal);
      if (outcome && ticket) return { ticket, outcome };
      throw new RangeError(`candidate ${ordinal} is not in flight`);
    },
    async idle() {
      for (const { outcome } of inFlight.values()) await Promise.allSettled([outcome ?? true]);
    },
  };
}

interface Arrivals {
  push(ordinal: number): void;
  /** The next one to arrive, or the first that is waiting. */
  shift(): Promise<number>;
  /** Takes out one that was committed in another order. */
  forget(ordinal: number): void;
}

/** Ordinals in order of arrival, and a promise for the next one. */
function createArrivals(): Arrivals {
  const waiting = new Set<number>();
  let wake: ((ordinal: number) => void) | undefined;
  return {
    push(ordinal) {
      if (wake === undefined) {
        waiting.add(ordinal);
        return;
      }
      wake(ordinal);
      wake = undefined;
    },
    shift() {
      for (const first of waiting) {
        waiting.delete(first);
        return Promise.resolve(first);
      }
      const { promise, resolve } = Promise.withResolvers<number>();
      wake = resolve;
      return promise;
    },
    forget(ordinal) {
      waiting.delete(ordinal);
    },
  };
}
