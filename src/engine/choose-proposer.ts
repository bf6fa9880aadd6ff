import type { Proposer } from '../core/proposer.ts';
import type { Rng } from '../core/rng.ts';
import type { InFlightCandidates, Ticket } from './in-flight.ts';
import { reservationOf, type BudgetGuard } from './budget-guard.ts';
import type { RunPlan } from './run-plan.ts';
import type { RunState } from './run-state.ts';

/** The reason why no proposer can be chosen: a budget is spent, every model is down, or models must answer first. */
export type NoProposer = 'evaluations' | 'spending' | 'models-down' | 'wait';

interface ChoiceContext {
  readonly plan: RunPlan;
  readonly state: RunState;
  readonly budgetGuard: BudgetGuard;
  readonly inFlight: InFlightCandidates;
  readonly rng: Rng;
}

/**
 * Chooses the proposer for a selection. A model that has its share of the window in flight is passed over for
 * other models, and when all have, for proposers without one: so a slow or stuck model does not block the others.
 */
export function chooseProposer(
  ticket: Pick<Ticket, 'ordinal' | 'selection' | 'history'>,
  context: ChoiceContext,
): Proposer | NoProposer {
  const { plan, state, budgetGuard, inFlight, rng } = context;
  const candidates = candidatesFor(ticket, plan);
  const affordable = candidates.filter((one) => budgetGuard.covers(reservationOf(plan, one)));
  const available = affordable.filter(
    ({ model }) => model === undefined || !state.memory.isDown(model, ticket.ordinal),
  );
  if (available.length === 0) return refusalOf(candidates, affordable, context);
  const isFull = fullModels(plan, inFlight);
  const drawn = draw(available, plan, rng.fork('choose'));
  if (drawn === undefined || !isFull(drawn)) return drawn ?? 'wait';
  const free = available.filter((one) => one.model !== undefined && !isFull(one));
  const substitutes = free.length > 0 ? free : available.filter(({ model }) => model === undefined);
  if (free.length === 0 && !mayRunAhead(plan, state)) return 'wait';
  return draw(substitutes, plan, rng.fork('substitute')) ?? 'wait';
}

function refusalOf(
  candidates: readonly Proposer[],
  affordable: readonly Proposer[],
  { plan, budgetGuard }: ChoiceContext,
): NoProposer {
  if (affordable.length > 0) return 'models-down';
  const isMeasurable = candidates.some((one) =>
    budgetGuard.coversEvaluations(reservationOf(plan, one)),
  );
  return isMeasurable ? 'spending' : 'evaluations';
}

/** The proposers whose needs the selection meets. */
function candidatesFor(
  { selection, history }: Pick<Ticket, 'selection' | 'history'>,
  { proposers, initialProposer }: RunPlan,
): readonly Proposer[] {
  if (selection.parent === null) return [initialProposer];
  const offered = {
    inspiration: selection.inspirations.length > 0,
    rejected: history.rejected.length > 0,
  };
  const served = proposers.filter(({ needs }) => needs === undefined || offered[needs]);
  return served.length > 0 ? served : proposers;
}

function draw(among: readonly Proposer[], plan: RunPlan, rng: Rng): Proposer | undefined {
  const [first] = among;
  if (among.length <= 1) return first;
  const names = new Set(among.map(({ name }) => name));
  const chosen = plan.choice.choose(rng, (name) => names.has(name));
  return among.find(({ name }) => name === chosen) ?? first;
}

/** Share of the window that one of several models may fill, and that all of them leave to others. */
const MODEL_SHARE = 2 / 3;
const OTHERS_SHARE = 1 / 5;

function fullModels(
  { proposers, window }: RunPlan,
  inFlight: InFlightCandidates,
): (one: Proposer) => boolean {
  const models = new Set(proposers.flatMap(({ model }) => model ?? []));
  const hasOthers = proposers.some(({ model }) => model === undefined);
  const alone = hasOthers ? window - Math.ceil(window * OTHERS_SHARE) : window;
  const most = Math.max(1, models.size > 1 ? Math.ceil(window * MODEL_SHARE) : alone);
  const counts = new Map<string, number>();
  let all = 0;
  for (const { proposer } of inFlight.tickets()) {
    if (proposer?.model === undefined) continue;
    counts.set(proposer.model, (counts.get(proposer.model) ?? 0) + 1);
    all += 1;
  }
  const isFull = all >= Math.max(1, alone);
  return ({ model }) => model !== undefined && (isFull || (counts.get(model) ?? 0) >= most);
}

/** Share of the evaluations by which proposers without a model may be ahead of the models' spending. */
const MAX_LEAD = 1 / 4;

/** Whether proposers without a model may fill a pause of the models without eating up the evaluations. */
function mayRunAhead({ budget }: RunPlan, { progress }: RunState): boolean {
  const { evaluations = Infinity, spending = {} } = budget;
  const { paid, spentWithoutModel } = progress;
  // Only committed facts count: calls arrive in another order in an equal run.
  const done = Math.max(
    paid.usd / (spending.usd ?? Infinity),
    paid.tokens / (spending.tokens ?? Infinity),
    paid.calls / (spending.calls ?? Infinity),
  );
  return spentWithoutModel <= evaluations * ((Number.isFinite(done) ? done : 1) + MAX_LEAD);
}
