import { beginningOf, quotedLines } from '../core/hidden-characters.ts';
import type { BoundedCase, Objective } from '../core/case.ts';
import { PluginError } from '../core/errors.ts';
import type { MeasuredCase, Measurement } from '../core/evaluator.ts';
import type { CaseResult, Cost, Evaluation, RejectionReason } from '../core/program.ts';
import { BETTER_THAN_BOUND, beatsBound } from '../stats/beats-bound.ts';
import { toFitness } from '../stats/direction.ts';
import { meanBound } from '../stats/mean-bound.ts';
import { meanOf, standardErrorOf } from '../stats/mean.ts';
import { faultIn, worseThanWorst } from './faults.ts';
import { feedbackOn, MAX_FEEDBACK } from './feedback.ts';

/** The inputs of a score in addition to the measurement. */
export interface ScoringContext {
  /** Name of the evaluator, for errors. */
  readonly evaluator: string;
  /** The cases that were to be measured. */
  readonly cases: readonly BoundedCase[];
  readonly objective: Pick<Objective<never>, 'metric' | 'direction' | 'unit'>;
}

/**
 * The evaluation that follows from a measurement, by the same laws for every evaluator. A case that failed, or has
 * no outcome, counts with its worst value. A mean better than a proven bound, or a failed audit, is quarantined. A
 * number that is not finite, and a valid value worse than the worst one (a policy would gain by failing), reject the
 * candidate as `evaluator-fault`. Throws PluginError for a case that was not asked for and for two outcomes of one case.
 */
export function score(measurement: Measurement, context: ScoringContext): Evaluation {
  const { cost } = measurement;
  if (measurement.status === 'rejected') return measurement;
  if (measurement.status === 'failed') return evaluatorFault(measurement.message, cost);
  const { outcomes, failedAudit, note } = measurement;
  const byId = outcomesById(outcomes, context);
  const fault =
    outcomes.map(faultIn).find((one) => one !== undefined) ?? worseThanWorst(byId, context);
  if (fault !== undefined) return evaluatorFault(`${context.evaluator}: ${fault}`, cost);
  if (failedAudit !== undefined) return { status: 'quarantined', ...failedAudit, cost };
  const results = context.cases.map((known) => resultOf(known, byId.get(known.workload.id)));
  if (results.every(({ valid }) => !valid)) {
    const reason = reasonOf(outcomes);
    const feedback = feedbackOn(results, { ...context.objective, note });
    return { status: 'rejected', reason, feedback, cost };
  }
  return scoreOf(results, { ...context, outcomes, cost, note });
}

/** The rejection of a candidate on which its evaluator failed. */
function evaluatorFault(message: string, cost: Cost): Evaluation {
  const feedback = beginningOf(quotedLines(message), MAX_FEEDBACK);
  return { status: 'rejected', reason: 'evaluator-fault', feedback, cost };
}

function outcomesById(
  outcomes: readonly MeasuredCase[],
  { evaluator, cases }: ScoringContext,
): ReadonlyMap<string, MeasuredCase> {
  const asked = new Set(cases.map(({ workload }) => workload.id));
  const byId = new Map<string, MeasuredCase>();
  for (const outcome of outcomes) {
    const { id } = outcome;
    if (!asked.has(id)) throw brokenEvaluator(evaluator, `case ${id}, which was not asked for`);
    if (byId.has(id)) throw brokenEvaluator(evaluator, `two outcomes for case ${id}`);
    byId.set(id, outcome);
  }
  return byId;
}

function brokenEvaluator(evaluator: string, what: string): PluginError {
  return new PluginError(`evaluator ${evaluator} returned ${what}`, {
    hint: 'measure() answers at most one outcome for each case of its context, under the id of the case',
  });
}

interface Tally extends ScoringContext {
  readonly outcomes: readonly MeasuredCase[];
  readonly cost: Cost;
  readonly note: string | undefined;
}

function scoreOf(results: readonly CaseResult[], tally: Tally): Evaluation {
  const { objective, outcomes, cost, note } = tally;
  const values = results.map(({ value }) => value);
  const mean = meanOf(values);
  const bound = brokenBound(mean, tally);
  if (bound !== undefined) {
    const evidence = { mean, bound };
    return { status: 'quarantined', reason: BETTER_THAN_BOUND, evidence, cost };
  }
  const [first] = results;
  return {
    status: 'scored',
    fitness: toFitness(mean, objective.direction) + 0,
    standardError: standardErrorOf(results.length > 1 ? values : (first?.repeats ?? values)),
    metrics: {
      ...metricsOf(outcomes),
      ...groupMeans(results, objective.metric),
      [objective.metric]: mean,
    },
    cases: results,
    feedback: feedbackOn(results, { ...objective, note }),
    cost,
  };
}

/** The rejection of a candidate that failed on every case: by its gravest failure. */
function reasonOf(outcomes: readonly MeasuredCase[]): RejectionReason {
  const causes = new Set(outcomes.map((one) => (one.valid ? 'invalid' : one.cause)));
  const gravest = (['crashed', 'timed-out', 'out-of-memory'] as const).find((one) =>
    causes.has(one),
  );
  return gravest ?? 'invalid';
}

function resultOf(known: BoundedCase, outcome: MeasuredCase | undefined): CaseResult {
  const { workload, bound, worst } = known;
  const base = { id: workload.id, bound, group: workload.group };
  if (outcome?.valid !== true) {
    return { ...base, value: worst, valid: false, note: outcome?.note ?? 'no outcome' };
  }
  const { value, note, series } = outcome;
  const extras = series === undefined ? { note } : { note, series };
  if (typeof value === 'number') return { ...base, value, valid: true, ...extras };
  const repeats = value.length > 1 ? { repeats: value } : {};
  return { ...base, value: meanOf(value), valid: true, ...repeats, ...extras };
}

/** The mean bound if `mean` is better than it; undefined when some case has no bound. */
function brokenBound(mean: number, { cases, objective }: ScoringContext): number | undefined {
  const bound = meanBound(cases);
  if (bound === undefined) return undefined;
  return beatsBound(mean, bound, objective.direction) ? bound : undefined;
}

/** The evaluator's own metrics, over the cases that have them. */
function metricsOf(outcomes: readonly MeasuredCase[]): Record<string, number> {
  const values = new Map<string, number[]>();
  for (const outcome of outcomes) {
    if (!outcome.valid) continue;
    for (const [name, value] of Object.entries(outcome.metrics)) {
      const list = values.get(name);
      if (list === undefined) values.set(name, [value]);
      else list.push(value);
    }
  }
  return Object.fromEntries([...values].map(([name, list]) => [name, meanOf(list)]));
}

function groupMeans(results: readonly CaseResult[], metric: string): Record<string, number> {
  const groups = Map.groupBy(results, ({ group }) => group);
  return Object.fromEntries(
    [...groups].flatMap(([group, members]) =>
      group === undefined
        ? []
        : [[`${metric}/${group}`, meanOf(members.map(({ value }) => value))]],
    ),
  );
}
