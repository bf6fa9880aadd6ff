import type { Proposer } from '../core/proposer.ts';
import type { Spending } from '../core/model.ts';
import type { InFlightCandidates, Reservation } from './in-flight.ts';
import type { RunPlan } from './run-plan.ts';
import type { RunState } from './run-state.ts';
import { addSpending, excessOf, isWithin, NO_SPENDING, type SpendingLimits } from './spending.ts';

/** The most a proposal can cost: its own evaluation, the proposer's trials, the screening, its calls. */
export function reservationOf({ cascade, trainCases }: RunPlan, proposer: Proposer): Reservation {
  const screening = cascade === undefined ? 0 : cascade.cases / trainCases;
  return {
    evaluations: 1 + proposer.maxEvaluations + screening,
    spending: proposer.reserve ?? NO_SPENDING,
  };
}

/** The rest of the budgets when everything in flight is counted at its most expensive. */
export interface BudgetGuard {
  readonly covers: (reservation: Reservation) => boolean;
  readonly coversEvaluations: (reservation: Reservation) => boolean;
  /** Whether a model call for a candidate in flight fits into the budget. */
  readonly mayDraw: (ordinal: number, worst: Spending) => boolean;
}

/** Creates the budget guard of a run. */
export function createBudgetGuard(
  plan: RunPlan,
  state: RunState,
  inFlight: InFlightCandidates,
): BudgetGuard {
  const { ledger } = state;
  // Read at each use: a resumed run may have other budgets.
  const limits = (): SpendingLimits => plan.budget.spending ?? {};
  const isLimited = (): boolean => Object.values(limits()).some((limit) => limit !== undefined);
  /** Spent, and what candidates in flight may still draw from what is held back for them. */
  const committed = (): Spending => {
    let total = ledger.total();
    for (const { ordinal, reserved } of inFlight.tickets()) {
      total = addSpending(total, excessOf(reserved.spending, ledger.drawnBy(ordinal)));
    }
    return total;
  };
  /**
   * Spent by candidates that came to an end, and held back for the others: it changes with commits alone,
   * so that equal runs ask at the same moments. Calls beyond the reservation are refused by `mayDraw`.
   */
  const promised = (): Spending => {
    let total = ledger.total();
    for (const { ordinal, reserved } of inFlight.tickets()) {
      const held = addSpending(reserved.spending, ledger.drawnBy(ordinal), -1);
      total = addSpending(total, held);
    }
    return total;
  };
  const coversEvaluations = ({ evaluations }: Reservation): boolean =>
    state.progress.spent + heldFor(inFlight) + evaluations <= (plan.budget.evaluations ?? Infinity);
  return {
    coversEvaluations,
    covers: (reservation) =>
      coversEvaluations(reservation) &&
      (!isLimited() || isWithin(addSpending(promised(), reservation.spending), limits())),
    mayDraw(ordinal, worst) {
      if (!isLimited()) return true;
      const reserved = inFlight.get(ordinal)?.reserved.spending ?? NO_SPENDING;
      const drawn = ledger.drawnBy(ordinal);
      const after = excessOf(reserved, addSpending(drawn, worst));
      const change = addSpending(addSpending(worst, excessOf(reserved, drawn), -1), after);
      return isWithin(addSpending(committed(), change), limits());
    },
  };
}

function heldFor(inFlight: InFlightCandidates): number {
  let held = 0;
  for (const { reserved } of inFlight.tickets()) held += reserved.evaluations;
  return held;
}
