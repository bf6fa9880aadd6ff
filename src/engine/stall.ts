import { dropCauseOf, remedyFor } from '../core/drop-cause.ts';
import { StalledError } from '../core/errors.ts';
import type { ProgramAdded, ProposalDropped } from '../core/events.ts';
import type { Spending } from '../core/model.ts';
import type { Budget } from './run-plan.ts';
import { addSpending, NO_SPENDING } from './spending.ts';

const DEFAULT_DROPS = { all: 2_000, models: 40 };
/** With so much of a budget for models gone, fewer are enough: this share, and this many proposals. */
const COSTLY_SHARE = 1 / 4;
const COSTLY_DROPS = 12;

/** Proposals in a row without a program after which a run ends: of all proposers, and of those that ask models. */
export function dropLimitsOf({ drops }: Budget): Readonly<Record<'all' | 'models', number>> {
  const { all = DEFAULT_DROPS.all, models = DEFAULT_DROPS.models } = drops ?? {};
  return { all, models };
}

/** The commonest cause in a row of drops, with the latest message of it. */
interface CommonCause {
  readonly cause: string;
  readonly count: number;
  readonly detail: string;
}

/** Watches whether models bring anything: a fold over the ends of candidates, without a clock. */
export interface StallWatch {
  /** `spent`: what the candidate's calls cost. */
  see(event: ProgramAdded | ProposalDropped, spent: Spending): void;
  /** Forgets the row: somebody looked at the run and went on. */
  reset(): void;
  /** The latest proposals of models in a row that brought no program; spent for their calls, replies or not. */
  row(): { readonly drops: number; readonly spent: Spending };
  /** Those among the latest that brought no program because the budget covered no call. */
  refused(): number;
  /** Undefined while the latest proposal of a model brought a program. */
  commonest(): CommonCause | undefined;
}

/** A watch over the proposers that ask models. */
export function createStallWatch(asksModel: (proposer: string) => boolean): StallWatch {
  const causes = new Map<string, { count: number; detail: string }>();
  let drops = 0;
  let refused = 0;
  let spent = NO_SPENDING;
  const reset = (): void => {
    causes.clear();
    drops = 0;
    refused = 0;
    spent = NO_SPENDING;
  };
  return {
    reset,
    see(event, cost) {
      if (!asksModel(event.proposer)) return;
      if (event.type === 'program-added') return reset();
      // A model that is down costs nothing and rests; that is no answer to what it was asked.
      if (event.reason === 'failed' && cost.tokens === 0 && cost.usd === 0) return;
      // Those that are in flight when a budget runs out say nothing about models.
      if (event.cause === 'budget') {
        refused += 1;
        return;
      }
      drops += 1;
      spent = addSpending(spent, cost);
      const cause = dropCauseOf(event);
      const count = (causes.get(cause)?.count ?? 0) + 1;
      causes.set(cause, { count, detail: event.detail });
    },
    row: () => ({ drops, spent }),
    refused: () => refused,
    commonest() {
      const [first] = [...causes].toSorted(([, a], [, b]) => b.count - a.count);
      return first && { cause: first[0], ...first[1] };
    },
  };
}

/** Whether models brought nothing for too long or at too high a cost. */
export function isStalled(watch: StallWatch, budget: Budget): boolean {
  const { drops, spent } = watch.row();
  const { models } = dropLimitsOf(budget);
  return drops >= models || (drops >= COSTLY_DROPS && shareOf(spent, budget) >= COSTLY_SHARE);
}

/** Throws StalledError when the run is stalled. */
export function requireProgress(watch: StallWatch, budget: Budget): void {
  if (!isStalled(watch, budget)) return;
  const { drops, spent } = watch.row();
  const commonest = watch.commonest();
  const { models } = dropLimitsOf(budget);
  const cost = spent.usd > 0 ? `, for ${spent.usd.toFixed(2)} USD` : '';
  const remedy = remedyFor(commonest?.cause ?? '');
  throw new StalledError(
    `no program came of the last ${drops} proposals of models${cost}; ${commonest?.count ?? 0} of them: ${commonest?.detail ?? ''}`,
    {
      hint: `${remedy === undefined ? '' : `${remedy}; `}adrs resume RUN goes on, with --set KEY=VALUE for what you change; budget.drops.models (${models}) is how many are waited for`,
    },
  );
}

/** The largest share of a budget for models. */
function shareOf(spent: Spending, { spending = {} }: Budget): number {
  const shares = (['usd', 'tokens', 'calls'] as const).map((key) => {
    const limit = spending[key] ?? Infinity;
    return limit > 0 ? spent[key] / limit : 0;
  });
  return Math.max(...shares);
}
