import { PluginError } from '../core/errors.ts';
import type { MeasuredCase } from '../core/evaluator.ts';
import type { Evaluation } from '../core/program.ts';

/** The first number of an outcome that is not finite, in words; undefined when all are. */
export function faultIn(outcome: MeasuredCase): string | undefined {
  if (!outcome.valid) return undefined;
  const { id, value, metrics, series } = outcome;
  if (typeof value === 'object' && value.length === 0) return `case ${id}: no measurement`;
  const fault = faultOf('value', value) ?? faultAmong(metrics) ?? faultAmong(series);
  return fault === undefined ? undefined : `case ${id}: ${fault}`;
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
    hint: 'an evaluator must answer every policy with finite values; fix it, then resume the run, or start a new one where adrs says that the problem has changed',
  });
}
