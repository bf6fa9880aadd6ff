import type { Proposer, Selection } from '../core/contracts.ts';
import type { Outcome } from './candidate.ts';
import type { RunPlan } from './run-plan.ts';
import type { RunState } from './run-state.ts';

/** A candidate that was asked for and not committed yet. */
export interface Ticket {
  readonly ordinal: number;
  /** Tells before the ask. */
  readonly askedAfter: number;
  readonly selection: Selection;
  /** Undefined for a seed, whose text is known. */
  readonly proposer: Proposer | undefined;
  /** Evaluations held back for it. */
  readonly reserved: number;
}

export interface Landed {
  readonly ticket: Ticket;
  readonly outcome: Outcome;
}

/**
 * The candidates in flight. They are asked for as soon as there is room, in order of their ordinals,
 * and handed back in order of ordinals (strict) or of arrival (eager). Asking depends on commits
 * only, so reading a log back asks the same questions at the same moments as the run did.
 */
export interface Pipeline {
  /** Asks for candidates while the window has room and the budget covers the dearest outcome. */
  fill(): void;
  /** Takes a ticket whose outcome the log tells. Undefined when it was never asked for. */
  take(ordinal: number): Ticket | undefined;
  /** Starts the work on what is in flight and on everything asked for from now on. */
  start(): void;
  /** The next outcome to commit; undefined when nothing is in flight. */
  next(): Promise<Landed | undefined>;
  /** Resolves when no work is running. */
  idle(): Promise<void>;
}

interface PipelineOptions {
  readonly plan: RunPlan;
  readonly state: RunState;
  readonly work: (ticket: Ticket) => Promise<Outcome>;
}

/** An empty pipeline; nothing is asked for before `fill`. */
export function createPipeline({ plan, state, work }: PipelineOptions): Pipeline {
  const flights = createFlights(plan.order, work);
  let nextOrdinal = 0;
  return {
    fill() {
      while (flights.size() < plan.window) {
        // The search starts from all seeds: nothing else is asked for until they have landed.
        if (nextOrdinal === plan.seeds.length && flights.size() > 0) return;
        const limit = plan.budget.evaluations ?? Infinity;
        const available = limit - state.progress.spent - flights.reserved();
        const ticket = ask({ plan, state, ordinal: nextOrdinal, available });
        if (ticket === undefined) return;
        nextOrdinal += 1;
        flights.add(ticket);
      }
    },
    take: flights.remove,
    start: flights.start,
    next: flights.next,
    idle: flights.idle,
  };
}

interface Flights {
  readonly size: () => number;
  readonly reserved: () => number;
  readonly add: (ticket: Ticket) => void;
  readonly remove: (ordinal: number) => Ticket | undefined;
  readonly start: () => void;
  readonly next: () => Promise<Landed | undefined>;
  readonly idle: () => Promise<void>;
}

interface Flight {
  readonly ticket: Ticket;
  outcome: Promise<Outcome> | undefined;
}

/** Tickets and the work on them, oldest first. */
// oxlint-disable-next-line max-lines-per-function -- one small table and the seven ways to touch it
function createFlights(order: RunPlan['order'], work: PipelineOptions['work']): Flights {
  const flights = new Map<number, Flight>();
  const arrivals = createArrivals();
  let reserved = 0;
  let started = false;
  const launch = (flight: Flight): void => {
    flight.outcome = work(flight.ticket);
    // Its failure is told to whoever asks for `next`, or to nobody when the run is stopping.
    const arrived = (): void => {
      if (order === 'eager') arrivals.push(flight.ticket.ordinal);
    };
    flight.outcome.then(arrived, arrived);
  };
  const remove = (ordinal: number): Ticket | undefined => {
    const ticket = flights.get(ordinal)?.ticket;
    if (ticket !== undefined) reserved -= ticket.reserved;
    flights.delete(ordinal);
    return ticket;
  };
  return {
    size: () => flights.size,
    reserved: () => reserved,
    add(ticket) {
      const flight: Flight = { ticket, outcome: undefined };
      flights.set(ticket.ordinal, flight);
      reserved += ticket.reserved;
      if (started) launch(flight);
    },
    remove,
    start() {
      started = true;
      for (const flight of flights.values()) launch(flight);
    },
    async next() {
      const [oldest] = flights.keys();
      if (oldest === undefined) return undefined;
      const ordinal = order === 'strict' ? oldest : await arrivals.shift();
      const outcome = await flights.get(ordinal)?.outcome;
      const ticket = remove(ordinal);
      if (outcome && ticket) return { ticket, outcome };
      throw new RangeError(`candidate ${ordinal} is not in flight`);
    },
    async idle() {
      for (const { outcome } of flights.values()) await Promise.allSettled([outcome ?? true]);
    },
  };
}

interface Question {
  readonly plan: RunPlan;
  readonly state: RunState;
  readonly ordinal: number;
  /** Evaluations that nobody holds. */
  readonly available: number;
}

/** The ticket of one candidate; undefined when the budget cannot cover it. */
function ask({ plan, state, ordinal, available }: Question): Ticket | undefined {
  if (available < 1) return undefined;
  const askedAfter = state.progress.tells;
  const rng = plan.rng.fork(ordinal);
  const selection = plan.search.ask(ordinal, rng.fork('ask'));
  if (ordinal < plan.seeds.length) {
    const home = { island: selection.island, parent: null, inspirations: [] };
    return { ordinal, askedAfter, selection: home, proposer: undefined, reserved: 1 };
  }
  const chosen = plan.choice.choose(rng.fork('choose'));
  const affordable = plan.proposers.filter((proposer) => costOf(plan, proposer) <= available);
  const proposer =
    selection.parent === null
      ? plan.starter
      : (affordable.find(({ name }) => name === chosen) ?? affordable[0]);
  if (proposer === undefined) return undefined;
  const reserved = costOf(plan, proposer);
  return { ordinal, askedAfter, selection, proposer, reserved };
}

/** The most evaluations a proposal can cost: its own, the proposer's trials and the screening. */
function costOf({ cascade, trainCases }: RunPlan, { maxEvaluations }: Proposer): number {
  return 1 + maxEvaluations + (cascade === undefined ? 0 : cascade.cases / trainCases);
}

/** Ordinals in order of arrival, and a promise for the next one. */
function createArrivals(): { push(ordinal: number): void; shift(): Promise<number> } {
  const waiting: number[] = [];
  let wake: ((ordinal: number) => void) | undefined;
  return {
    push(ordinal) {
      if (wake === undefined) {
        waiting.push(ordinal);
        return;
      }
      wake(ordinal);
      wake = undefined;
    },
    shift() {
      const first = waiting.shift();
      if (first !== undefined) return Promise.resolve(first);
      const { promise, resolve } = Promise.withResolvers<number>();
      wake = resolve;
      return promise;
    },
  };
}
