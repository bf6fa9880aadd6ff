import type { ProgramAdded, ProposalDropped } from '../core/events.ts';
import type { Budget, ProposerChoice } from './run-plan.ts';

/** The assumed budget of a run without limits, so that shares can be compared. */
const REFERENCE_BUDGET = { evaluations: 1_000, usd: 10, wallSeconds: 3_600 };
/** Calls that wait at the same time, about. */
const REFERENCE_CALLS = 16;
/** Share of an evaluation that even a proposal without a program takes. */
const MIN_EVALUATIONS = 0.1;

/** A candidate's cost as a share of the run's means. Only facts of the log count, so that replays agree. */
function costOf(
  { evaluations, spending }: ProgramAdded | ProposalDropped,
  {
    evaluations: limit = REFERENCE_BUDGET.evaluations,
    wallSeconds = REFERENCE_BUDGET.wallSeconds,
    ...budget
  }: Budget,
): number {
  const usd = budget.spending?.usd ?? REFERENCE_BUDGET.usd;
  const measured = Math.max(evaluations, MIN_EVALUATIONS) / limit;
  if (spending === undefined) return measured;
  const paid = usd > 0 ? spending.usd / usd : 0;
  return measured + paid + spending.seconds / (wallSeconds * REFERENCE_CALLS);
}

/** The outcome of a candidate for the choice among proposers. */
export function rewardOf(
  event: ProgramAdded | ProposalDropped,
  record: (id: string) => { readonly fitness: number | null } | undefined,
  budget: Budget,
): Parameters<ProposerChoice['reward']>[0] {
  const cost = costOf(event, budget);
  if (event.type === 'proposal-dropped') {
    return { name: event.proposer, improvement: 0, placed: false, cost };
  }
  const fitnessOf = (id: string | null | undefined): number | null =>
    record(id ?? '')?.fitness ?? null;
  // A repaired program had no score: it must be better than the parent that was offered.
  const parent = fitnessOf(event.parents[0]) ?? fitnessOf(event.selection.parent);
  const gained = event.fitness !== null && parent !== null ? event.fitness - parent : 0;
  return {
    name: event.proposer,
    improvement: Math.max(0, gained),
    placed: event.placement !== 'not-added',
    cost,
  };
}
