import type { CallEstimate } from './calls.ts';
import type { RunConfig } from '../../config/resolve-config.ts';

/** The proposals that the budgets of a run allow. */
export interface EstimatedTotals {
  /** One for each proposer, then one for each advisor. */
  readonly rows: readonly EstimateRow[];
  readonly total: {
    readonly proposals: number;
    readonly evaluations: number;
    readonly expectedUsd: number;
    /** Never more than `budget.usd`. */
    readonly worstUsd: number;
  };
  /** The limit that the run will reach first: a key of `budget`. */
  readonly endsBy: string;
}

export interface EstimateRow extends CallEstimate {
  readonly proposer: string;
  /** Evaluations that one proposal may take, its own included. */
  readonly evaluations: number;
  /** Proposals that the budgets allow in the mix of the start. */
  readonly proposals: number;
}

/** A proposer, the usage of one proposal and its weight at the start. */
export interface Costed {
  readonly name: string;
  /** Of one proposal, at most. */
  readonly evaluations: number;
  readonly weight: number;
  readonly calls: CallEstimate;
}

/** An advisor and its frequency. */
export interface Rounds {
  readonly name: string;
  readonly calls: CallEstimate;
  /** Share of a round that comes with each proposal, or at most with each evaluation. */
  readonly perProposal: number;
  readonly perEvaluation: number;
}

/** The speed of a run. */
export interface Speed {
  /** Seconds of one train evaluation. */
  readonly evaluationSeconds: number;
  /** Proposals and evaluations at a time. */
  readonly proposal: number;
  readonly evaluation: number;
}

/** Each proposer gets the share of the means that its weight says, until the first of them is used up. */
export function estimateTotals(
  { costs, rounds }: { readonly costs: readonly Costed[]; readonly rounds: readonly Rounds[] },
  budget: RunConfig['budget'],
  speed: Speed,
): EstimatedTotals {
  const rates = ratesOf(costs, rounds, shareOf(budget, speed));
  const { key, scale } = firstSpent(rates, budget, speed);
  const rows = rates.map(({ name, calls, evaluations, rate }) => ({
    proposer: name,
    ...calls,
    evaluations,
    proposals: Math.floor(rate * scale),
  }));
  return { rows, total: totalOf(rows, budget.usd), endsBy: `budget.${key}` };
}

/** The budget that the engine assumes for a run without limits, so that shares can be compared. */
const REFERENCE_BUDGET = { evaluations: 1_000, usd: 10, wallSeconds: 3_600 };

type Share = (cost: Costed) => number;

/** The share of a run's means that one proposal takes. */
function shareOf(budget: RunConfig['budget'], { proposal }: Speed): Share {
  const {
    evaluations: most,
    usd = REFERENCE_BUDGET.usd,
    wallSeconds = REFERENCE_BUDGET.wallSeconds,
  } = budget;
  return ({ evaluations, calls }) =>
    evaluations / most +
    (usd > 0 ? calls.expectedUsd / usd : 0) +
    calls.seconds / (wallSeconds * proposal);
}

interface Rate {
  readonly name: string;
  readonly evaluations: number;
  readonly calls: CallEstimate;
  /** Frequency in proportion to the others. */
  readonly rate: number;
}

function ratesOf(
  costs: readonly Costed[],
  rounds: readonly Rounds[],
  share: Share,
): readonly Rate[] {
  const proposals = costs.map((cost) => ({ ...cost, rate: cost.weight / share(cost) }));
  const asked = proposals.reduce((sum, { rate }) => sum + rate, 0);
  const spent = proposals.reduce((sum, { rate, evaluations }) => sum + rate * evaluations, 0);
  const advice = rounds.map(({ name, calls, perProposal, perEvaluation }) => {
    return { name, evaluations: 0, calls, rate: perProposal * asked + perEvaluation * spent };
  });
  return [...proposals, ...advice];
}

/** The budget that ends the run, and the number of times that the rates fit into it. */
function firstSpent(
  rates: readonly Rate[],
  budget: RunConfig['budget'],
  speed: Speed,
): { readonly key: string; readonly scale: number } {
  const used = (of: (row: Rate) => number): number =>
    rates.reduce((sum, row) => sum + row.rate * of(row), 0);
  const evaluations = used((row) => row.evaluations);
  const waiting = used(({ calls }) => calls.seconds) / speed.proposal;
  const measuring = (evaluations * speed.evaluationSeconds) / speed.evaluation;
  const means = [
    { key: 'evaluations', limit: budget.evaluations, used: evaluations },
    { key: 'usd', limit: budget.usd, used: used(({ calls }) => calls.expectedUsd) },
    { key: 'tokens', limit: budget.tokens, used: used(({ calls }) => calls.tokens) },
    { key: 'calls', limit: budget.calls, used: used(({ calls }) => calls.calls) },
    // Replies are waited for in parallel, and so are measurements; the slower ones decide.
    { key: 'wallSeconds', limit: budget.wallSeconds, used: Math.max(waiting, measuring) },
  ];
  const scales = means.map(({ key, limit = Infinity, used: spent }) => {
    return { key, scale: spent > 0 ? limit / spent : Infinity };
  });
  return scales.reduce((a, b) => (b.scale < a.scale ? b : a));
}

function totalOf(rows: readonly EstimateRow[], usd = Infinity): EstimatedTotals['total'] {
  const sum = (of: (row: EstimateRow) => number): number =>
    rows.reduce((total, row) => total + row.proposals * of(row), 0);
  return {
    proposals: sum(() => 1),
    evaluations: sum(({ evaluations }) => evaluations),
    expectedUsd: Math.min(
      usd,
      sum(({ expectedUsd }) => expectedUsd),
    ),
    worstUsd: Math.min(
      usd,
      sum(({ worstUsd }) => worstUsd),
    ),
  };
}
