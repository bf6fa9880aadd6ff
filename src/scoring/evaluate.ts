import type { BoundedCase, Case } from '../core/case.ts';
import type { EvaluationContext } from '../core/evaluator.ts';
import type { Problem } from '../core/problem.ts';
import type { Evaluation, Source } from '../core/program.ts';
import { score } from './score.ts';

/** A measurement's context with the bounds of its cases. */
export interface EvaluateContext extends Omit<EvaluationContext, 'cases'> {
  /** The same list must be the same object each time, so that evaluators can keep what they derive from it. */
  readonly cases: readonly BoundedCase[];
}

/** Measures a candidate by the problem's evaluator and scores it. Throws as `Evaluator.measure` and `score` do. */
export async function evaluate(
  { evaluator, objective }: Pick<Problem, 'evaluator' | 'objective'>,
  source: Source,
  context: EvaluateContext,
): Promise<Evaluation> {
  const { cases } = context;
  const measurement = await evaluator.measure(source, { ...context, cases: workloadsOf(cases) });
  return score(measurement, { evaluator: evaluator.name, cases, objective });
}

const known = new WeakMap<readonly BoundedCase[], readonly Case[]>();

function workloadsOf(cases: readonly BoundedCase[]): readonly Case[] {
  const made = known.get(cases) ?? cases.map(({ workload }) => workload);
  known.set(cases, made);
  return made;
}
