import type { BoundedCase, Objective } from '../core/case.ts';
import { PluginError } from '../core/errors.ts';
import type { MeasuredCase } from '../core/evaluator.ts';
import type { Evaluation } from '../core/program.ts';
import { advantage } from '../stats/direction.ts';
import { meanOf } from '../stats/mean.ts';

/** The first number of an outcome that is not finite, in words; undefined when all are. */
export function faultIn(outcome: MeasuredCase): string | undefined {
  if (!outcome.valid) return undefined;
  const { id, value, metrics, series } = outcome;
  if (typeof value === 'object' && value.length === 0) return `case ${id}: no measurement`;
  const fault = faultOf('value', value) ?? faultAmong(metrics) ?? faultAmong(series);
  return fault === undefined ? undefined : `case ${id}: ${fault}`;
}

/** Relative excess of a value over its worst that is still attributed to rounding. */
const WORST_TOLERANCE = 1e-9;

/** The first valid value that is worse than the worst of its case, in words: failing would be better than it. */
export function worseThanWorst(
  outcomes: ReadonlyMap<string, MeasuredCase>,
  { cases, objective }: WorstContext,
): string | undefined {
  for (const { workload, worst } of cases) {
    const outcome = outcomes.get(workload.id);
    if (outcome?.valid !== true) continue;
    const value = typeof outcome.value === 'number' ? outcome.value : meanOf(outcome.value);
    const loss = -advantage(value, worst, objective.direction);
    if (loss <= WORST_TOLERANCE * Math.abs(worst)) continue;
    return `case ${workload.id}: ${value} is worse than ${worst}, the worst value that objective.worst gives for it`;
  }
  return undefined;
}

interface WorstContext {
  readonly cases: readonly BoundedCase[];
  readonly objective: Pick<Objective<never>, 'direction'>;
}

type Numbers = number | readonly number[];

function faultAmong(named: Readonly<Record<string, Numbers>> | undefined): string | undefined {
  // A thousand cases are looked through after each evaluation: no entries, no copies.
  for (const name in named) {
    const fault = faultOf(name, named[name]);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultOf(name: string, numbers: Numbers | undefined): string | undefined {
  if (typeof numbers !== 'object') {
    return isNotFinite(numbers) ? `${String(numbers)} as ${name}` : undefined;
  }
  const at = numbers.findIndex(isNotFinite);
  return at < 0 ? undefined : `${String(numbers[at])} as ${name}`;
}

function isNotFinite(value: unknown): boolean {
  return !Number.isFinite(value);
}

/**
 * The evaluation, unless its evaluator was at fault. Throws PluginError then: on a policy that comes with the
 * problem, called `name`, an evaluator must not fail.
 */
export function requireNoFault(
  evaluation: Evaluation,
  { name, evaluator }: { readonly name: string; readonly evaluator: string },
): Evaluation {
  if (evaluation.status !== 'rejected' || evaluation.reason !== 'evaluator-fault')
    return evaluation;
  throw new PluginError(`evaluator ${evaluator} failed on ${name}: ${evaluation.feedback}`, {
    hint: 'an evaluator must answer every policy with finite values, none of them worse than the worst of its case; fix it, then go on with adrs resume RUN --allow-changed-problem, or start a new run',
  });
}
