import type { Proposer } from '../core/contracts.ts';
import { createRng } from '../core/rng.ts';
import { createProposers } from './compose.ts';
import { modelNotices } from './describe-models.ts';
import { callEstimate, type CallEstimate } from './estimate-calls.ts';
import { loadPinnedConfig, type PinOptions } from './pinned-config.ts';
import type { RunConfig } from './resolve-config.ts';
import { sampleBrief, type SampleBrief } from './sample-brief.ts';
import { openWorkbench } from './workbench.ts';
import { openDesk } from './writing.ts';

/** What a run is likely to cost, before it starts. */
export interface Estimate {
  readonly problem: string;
  readonly notices: readonly string[];
  /** One for each proposer. */
  readonly rows: readonly EstimateRow[];
  readonly total: {
    readonly proposals: number;
    readonly evaluations: number;
    readonly expectedUsd: number;
    /** Never more than `budget.usd`. */
    readonly worstUsd: number;
  };
  /** What the run will run into first: a key of `budget`. */
  readonly endsBy: string;
}

export interface EstimateRow extends CallEstimate {
  readonly proposer: string;
  /** Evaluations that one proposal may take, its own included. */
  readonly evaluations: number;
  /** Proposals that the budgets allow in the mix of the start. */
  readonly proposals: number;
}

/**
 * Measures the problem's own policies, composes a real prompt for each proposer from them and reckons what
 * the budgets allow. Asks no model, needs no key and writes nothing.
 */
export async function estimateRun(options: PinOptions, signal: AbortSignal): Promise<Estimate> {
  const { config, asked, problem } = await loadPinnedConfig(options);
  const workbench = await openWorkbench(problem, config);
  await using stack = new AsyncDisposableStack();
  stack.defer(() => workbench.sandbox.close());
  const desk = await openDesk(workbench, { config, folder: '', env: {}, asking: 'never' });
  stack.use(desk);
  const writing = desk?.writing;
  const { declaration } = workbench;
  const sample = await sampleBrief(workbench, signal);
  const costs = createProposers({ config, declaration, writing }).map(({ proposer, weight }) => ({
    proposer,
    weight,
    calls: callEstimate(proposer, {
      config,
      writing,
      brief: sample.brief,
      rng: createRng(config.seed).fork('estimate'),
    }),
  }));
  const notices = modelNotices(config, { asked, asking: 'allowed' });
  const slots = { ...workbench.slots, evaluationSeconds: sample.evaluationSeconds };
  return { problem: problem.name, notices, ...reckon(costs, config, slots) };
}

interface Costed {
  readonly proposer: Proposer;
  readonly weight: number;
  readonly calls: CallEstimate;
}

interface Speed extends Pick<SampleBrief, 'evaluationSeconds'> {
  readonly proposal: number;
  readonly evaluation: number;
}

/** What the engine takes a run without limits to have, so that shares can be compared. */
const USUAL = { evaluations: 1_000, usd: 10, wallSeconds: 3_600 };

/** Each proposer gets the share of the means that its weight says, until the first of them is used up. */
function reckon(
  costs: readonly Costed[],
  { budget }: RunConfig,
  speed: Speed,
): Pick<Estimate, 'rows' | 'total' | 'endsBy'> {
  const limits = { ...USUAL, ...definedOf(budget) };
  const rates = costs.map((cost) => {
    const evaluations = 1 + cost.proposer.maxEvaluations;
    const share =
      evaluations / limits.evaluations +
      cost.calls.expectedUsd / Math.max(limits.usd, 1e-9) +
      cost.calls.seconds / (limits.wallSeconds * speed.proposal);
    return { ...cost, evaluations, rate: cost.weight / share };
  });
  type Rate = (typeof rates)[number];
  const perUnit = (of: (row: Rate) => number): number =>
    rates.reduce((sum, row) => sum + row.rate * of(row), 0);
  const most = [
    ['evaluations', budget.evaluations, perUnit(({ evaluations }) => evaluations)],
    ['usd', budget.usd, perUnit(({ calls }) => calls.expectedUsd)],
    ['tokens', budget.tokens, perUnit(({ calls }) => calls.tokens)],
    ['calls', budget.calls, perUnit(({ calls }) => calls.calls)],
    ['wallSeconds', budget.wallSeconds, secondsPerUnit(perUnit, speed)],
  ] as const;
  const scales = most.map(
    ([key, limit = Infinity, used]) => [key, used > 0 ? limit / used : Infinity] as const,
  );
  const [endsBy, scale] = scales.reduce((a, b) => (b[1] < a[1] ? b : a));
  const rows = rates.map(({ proposer, calls, evaluations, rate }) => ({
    proposer: proposer.name,
    ...calls,
    evaluations,
    proposals: Math.floor(rate * scale),
  }));
  return { rows, total: totalOf(rows, budget.usd), endsBy: `budget.${endsBy}` };
}

/** Replies are waited for side by side, evaluations are measured side by side; the slower ones decide. */
function secondsPerUnit(
  perUnit: (
    of: (row: { readonly evaluations: number; readonly calls: CallEstimate }) => number,
  ) => number,
  { evaluationSeconds, proposal, evaluation }: Speed,
): number {
  const waiting = perUnit(({ calls }) => calls.seconds) / proposal;
  const measuring = (perUnit(({ evaluations }) => evaluations) * evaluationSeconds) / evaluation;
  return Math.max(waiting, measuring);
}

function definedOf({ evaluations, usd, wallSeconds }: RunConfig['budget']): Partial<typeof USUAL> {
  return {
    evaluations,
    ...(usd === undefined ? {} : { usd }),
    ...(wallSeconds === undefined ? {} : { wallSeconds }),
  };
}

function totalOf(rows: readonly EstimateRow[], usd = Infinity): Estimate['total'] {
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
