import { PluginError } from '../core/errors.ts';
import type { Evaluation, Scored, Source } from '../core/program.ts';
import { missingMetrics } from '../scoring/missing-metrics.ts';
import type { RunPlan } from './run-plan.ts';

/** A seed and what came of it. */
export interface MeasuredSeed {
  /** Position among the seeds. */
  readonly ordinal: number;
  readonly source: Source;
  readonly evaluation: Evaluation;
}

/** Throws PluginError for a seed without a score, and for one that lacks a metric which a feature reads. */
export function refuseBadSeed(plan: RunPlan, { ordinal, source, evaluation }: MeasuredSeed): void {
  const { problem } = plan;
  const { name } = plan.seeds[ordinal] ?? { name: String(ordinal) };
  if (evaluation.status === 'scored') return refuseDeadAxis(plan, { name, source, evaluation });
  const feedback = evaluation.status === 'rejected' ? evaluation.feedback : '';
  throw new PluginError(
    `seed ${name} of ${problem.name} is ${evaluation.status}: ${evaluation.reason} ${feedback}`,
    { hint: `run adrs eval ${problem.name} seed:${name}; every seed must score` },
  );
}

function refuseDeadAxis(
  { problem }: RunPlan,
  seed: { readonly name: string; readonly source: Source; readonly evaluation: Scored },
): void {
  const [first] = missingMetrics(problem.features, seed);
  if (first === undefined) return;
  throw new PluginError(
    `feature ${first.feature} of ${problem.name} reads the metric "${first.metric}", which seed ${seed.name} does not have`,
    { hint: `it has ${Object.keys(seed.evaluation.metrics).join(', ')}` },
  );
}
