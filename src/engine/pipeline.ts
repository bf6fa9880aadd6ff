import type { Spending } from '../core/model.ts';
import type { CandidateOutcome } from './candidate.ts';
import {
  createInFlightCandidates,
  type InFlightCandidates,
  type CompletedCandidate,
  type Ticket,
} from './in-flight.ts';
import { chooseProposer, type NoProposer } from './choose-proposer.ts';
import { createBudgetGuard, reservationOf, type BudgetGuard } from './budget-guard.ts';
import type { AdvisorPlan, RunPlan } from './run-plan.ts';
import type { RunState } from './run-state.ts';
import { NO_SPENDING } from './spending.ts';

/**
 * The candidates in flight. They are asked for as soon as there is room, in order of their ordinals,
 * and handed back in order of ordinals (strict) or of arrival (eager). Asking depends on commits
 * only, so reading a log back asks the same questions at the same moments as the run did.
 */
export interface Pipeline {
  /** Asks for candidates while the window has room and the budget covers the most expensive outcome. */
  fill(): void;
  /** Hands the candidates in flight to the proposers of a plan that has changed. */
  revise(): void;
  /** Takes a ticket whose outcome the log holds. Undefined when it was never asked for. */
  take(ordinal: number): Ticket | undefined;
  /** Starts the work on the candidates in flight and on everything asked for from now on. */
  start(): void;
  /** The next outcome to commit; undefined when nothing is in flight. */
  next(): Promise<CompletedCandidate | undefined>;
  /** Resolves when no work is running. */
  idle(): Promise<void>;
  /** Whether a model call for a candidate in flight fits into the budget. */
  mayDraw(ordinal: number, worst: Spending): boolean;
  /** The reason why nothing more can be asked for: a budget, or models that are all down. */
  obstacle(): Obstacle | undefined;
}

export type Obstacle = Exclude<NoProposer, 'wait'>;

interface PipelineOptions {
  readonly plan: RunPlan;
  readonly state: RunState;
  readonly work: (ticket: Ticket) => Promise<CandidateOutcome>;
}

/** An empty pipeline; nothing is asked for before `fill`. */
export function createPipeline({ plan, state, work }: PipelineOptions): Pipeline {
  const followed = (): number | undefined => plan.follow?.ordinals[state.progress.commits];
  const inFlight = createInFlightCandidates({ order: plan.order, work, followed });
  const budgetGuard = createBudgetGuard(plan, state, inFlight);
  const advice = createAdviceCalendar(plan, state);
  let nextOrdinal = 0;
  let obstacle: Obstacle | undefined;
  return {
    fill() {
      obstacle = undefined;
      while (inFlight.size() < plan.window) {
        // The search starts from all seeds: nothing else is asked for until they are complete.
        if (nextOrdinal === plan.seeds.length && inFlight.size() > 0) return;
        const ticket = ask({ plan, state, budgetGuard, inFlight, advice, ordinal: nextOrdinal });
        if (typeof ticket === 'string') {
          obstacle = ticket === 'wait' ? undefined : ticket;
          return;
        }
        nextOrdinal += 1;
        inFlight.add(ticket);
      }
    },
    revise: () => inFlight.revise((ticket) => revised(ticket, plan)),
    take: inFlight.remove,
    start: inFlight.start,
    next: inFlight.next,
    idle: inFlight.idle,
    mayDraw: budgetGuard.mayDraw,
    obstacle: () => obstacle,
  };
}

interface Question {
  readonly plan: RunPlan;
  readonly state: RunState;
  readonly budgetGuard: BudgetGuard;
  readonly inFlight: InFlightCandidates;
  readonly advice: AdviceCalendar;
  readonly ordinal: number;
}

/** The ticket of one candidate, or the reason why it cannot be asked for. */
function ask({
  plan,
  state,
  budgetGuard,
  inFlight,
  advice,
  ordinal,
}: Question): Ticket | NoProposer {
  const rng = plan.rng.fork(ordinal);
  const selection = plan.search.ask(ordinal, rng.fork('ask'));
  const askedAfter = state.progress.tells;
  if (ordinal < plan.seeds.length) {
    const home = { island: selection.island, parent: null, inspirations: [] };
    const reserved = { evaluations: 1, spending: NO_SPENDING };
    if (!budgetGuard.covers(reserved)) return 'evaluations';
    const history = state.memory.history(home);
    return { ordinal, askedAfter, selection: home, history, reserved };
  }
  const common = { ordinal, askedAfter, selection, history: state.memory.history(selection) };
  const advisor = advice.due(ordinal, budgetGuard);
  if (advisor !== undefined) {
    return { ...common, advisor, reserved: { evaluations: 0, spending: advisor.reserve } };
  }
  const proposer = chooseProposer(common, { plan, state, budgetGuard, inFlight, rng });
  if (typeof proposer === 'string') return proposer;
  return { ...common, proposer, reserved: reservationOf(plan, proposer) };
}

/** The same candidate, for the proposer that bears the name of its own now; retired where there is none. */
function revised(ticket: Ticket, plan: RunPlan): Ticket {
  const { proposer, advisor } = ticket;
  if (proposer !== undefined) {
    const heir = [...plan.proposers, plan.initialProposer].find(
      ({ name }) => name === proposer.name,
    );
    return heir === undefined
      ? { ...ticket, isRetired: true }
      : { ...ticket, proposer: heir, reserved: reservationOf(plan, heir) };
  }
  if (advisor === undefined) return ticket;
  const heir = plan.advisors.find((entry) => entry.advisor.name === advisor.name)?.advisor;
  return heir === undefined
    ? { ...ticket, isRetired: true }
    : { ...ticket, advisor: heir, reserved: { evaluations: 0, spending: heir.reserve } };
}

interface AdviceCalendar {
  /** The advisor that answers this ordinal; asking counts as having asked. */
  due(ordinal: number, budgetGuard: BudgetGuard): AdvisorPlan['advisor'] | undefined;
}

/** Remembers when each advisor was asked, so that none is asked twice for the same reason. */
function createAdviceCalendar(plan: RunPlan, state: RunState): AdviceCalendar {
  const asked = new Map<string, number>();
  const isDue = ({ advisor, every }: AdvisorPlan): boolean => {
    const { spent, improvedAt } = state.progress;
    const last = asked.get(advisor.name) ?? 0;
    return every.programs === undefined
      ? spent - Math.max(improvedAt, last) >= every.plateau
      : state.memory.shown() - last >= every.programs;
  };
  return {
    due(ordinal, budgetGuard) {
      const ready = plan.advisors.find((entry) => {
        const { model, reserve } = entry.advisor;
        if (!isDue(entry) || state.memory.isDown(model, ordinal)) return false;
        return budgetGuard.covers({ evaluations: 0, spending: reserve });
      });
      if (ready === undefined) return undefined;
      const now = ready.every.programs === undefined ? state.progress.spent : state.memory.shown();
      asked.set(ready.advisor.name, now);
      return ready.advisor;
    },
  };
}
