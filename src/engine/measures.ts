import { PluginError } from '../core/errors.ts';
import type { ProgramAdded } from '../core/events.ts';
import type { Evaluation, Source } from '../core/program.ts';
import { toFitness } from '../stats/direction.ts';
import type { RunPlan } from './run-plan.ts';

/** The part of a program's event that its evaluation decides. */
export type Measures = Pick<
  ProgramAdded,
  'fitness' | 'standardError' | 'metrics' | 'features' | 'caseFitness'
>;

/** Throws PluginError for a feature that is not finite. */
export function measuresOf(plan: RunPlan, source: Source, evaluation: Evaluation): Measures {
  if (evaluation.status !== 'scored') {
    return { fitness: null, standardError: 0, metrics: {}, features: [], caseFitness: [] };
  }
  const { problem } = plan;
  const features = problem.features.map(({ name, measure }) => {
    const value = measure({ source, evaluation });
    if (Number.isFinite(value)) return value;
    throw new PluginError(`feature ${name} of ${problem.name} measured ${value}`, {
      hint: 'a feature answers a finite number for every scored program',
    });
  });
  const { fitness, standardError, metrics, cases } = evaluation;
  const caseFitness = cases.map(({ value }) => toFitness(value, problem.objective.direction));
  return { fitness, standardError, metrics, features, caseFitness };
}

/** Times differ between equal runs and would give equal evaluations different digests. */
export function withoutTimes(evaluation: Evaluation): Evaluation {
  const { decisions } = evaluation.cost;
  return { ...evaluation, cost: { wallSeconds: 0, cpuSeconds: 0, decisions } };
}
