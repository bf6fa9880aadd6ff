import type { ModelFailure } from '../core/errors.ts';
import type { Note, Spending } from '../core/model.ts';

/** Outcomes and costs of model calls. A call that is tried again is a call of its own. */
export interface CallStatistics {
  /** Settled calls; the four outcomes add up to it. */
  readonly calls: number;
  readonly answered: number;
  /** Answered from the log of an earlier run. */
  readonly recalled: number;
  readonly failed: number;
  /** Cut off before the reply. */
  readonly lost: number;
  /** Input and output, as the budget counts them. */
  readonly tokens: number;
  /** As the budget counts them. */
  readonly usd: number;
  /** Of `usd`: calls without a reply that may have been billed, counted in full. */
  readonly uncertainUsd: number;
  /** Of `usd`: replies recalled from an earlier run, which were not billed again. */
  readonly recalledUsd: number;
  /** Waited for replies. */
  readonly seconds: number;
  /** Tokens of the replies; null where the replies were not read. */
  readonly usage: UsageTotals | null;
}

/** Sums over replies. */
export interface UsageTotals {
  readonly input: number;
  /** Of `input`. */
  readonly cachedInput: number;
  readonly output: number;
  /** Of `output`. */
  readonly reasoning: number;
}

/** Activity of one model. */
export interface ModelStatistics extends CallStatistics {
  readonly name: string;
  /** Calls that wait for a reply. */
  readonly open: number;
  /** Of the replies, at most 2,048 of them; null without one. */
  readonly medianSeconds: number | null;
  /** Calls since its last reply that failed. */
  readonly failuresInRow: number;
  /** Calls that were billed beyond their reservations. After one the model is asked no more. */
  readonly overruns: number;
  readonly lastFailure: { readonly kind: ModelFailure; readonly message: string } | null;
}

/** Activity of one model for one proposer or advisor. */
export interface PairStatistics extends CallStatistics {
  /** Empty for calls whose proposal never came to an end. */
  readonly proposer: string;
  readonly model: string;
}

/** Everything a run asked models for. */
export interface ModelsView {
  readonly total: CallStatistics;
  /** Calls that wait for a reply, and the most they can cost. */
  readonly open: Spending;
  /** By name. */
  readonly models: readonly ModelStatistics[];
  /** By proposer, then by model. */
  readonly pairs: readonly PairStatistics[];
}

/** An advisor with its latest notes. */
export interface AdvisorView {
  readonly name: string;
  /** Times that it wrote notes. */
  readonly taken: number;
  /** Times that it was asked and wrote none. */
  readonly failed: number;
  /** Ordinal of the latest notes; null before the first. */
  readonly ordinal: number | null;
  readonly notes: readonly Note[];
}

/** Consecutive failed calls after which a model counts as failing. */
const FAILING = 3;

/** Whether its last calls all failed. */
export function isFailing({ failuresInRow }: ModelStatistics): boolean {
  return failuresInRow >= FAILING;
}
