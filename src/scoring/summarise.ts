import type { BoundedCase, CaseOutcome } from '../core/case.ts';
import type { EvaluationContext } from '../core/evaluator.ts';
import type { CaseResult, Cost, Evaluation } from '../core/program.ts';
import { feedbackOn } from './feedback.ts';

/** A mean this much better than its bound, relatively, is still put down to rounding. */
const BOUND_TOLERANCE = 1e-9;

type Summing = Pick<EvaluationContext, 'cases' | 'objective'>;

/**
 * One evaluation from the outcomes of all cases, which are in the order of `cases`. A case that
 * failed counts with its worst value. Better than a proven bound is quarantined.
 */
export function summarise(
  outcomes: readonly CaseOutcome[],
  { cases, objective }: Summing,
  cost: Cost,
): Evaluation {
  const results = cases.map((known, index) => resultOf(known, outcomes[index]));
  if (results.every(({ valid }) => !valid)) {
    const feedback = feedbackOn(results, objective);
    const threw = results.some(({ note = '' }) => note.includes(' threw '));
    return { status: 'rejected', reason: threw ? 'crashed' : 'invalid', feedback, cost };
  }
  const values = results.map(({ value }) => value);
  const mean = meanOf(values);
  const broken = brokenBound(mean, { cases, objective });
  if (broken !== undefined) {
    const evidence = { mean, bound: broken };
    return { status: 'quarantined', reason: 'above a proven bound', evidence, cost };
  }
  return {
    status: 'scored',
    fitness: (objective.direction === 'minimize' ? -mean : mean) + 0,
    standardError: standardErrorOf(values, mean),
    metrics: {
      ...metricsOf(outcomes),
      ...groupMeans(results, objective),
      [objective.metric]: mean,
    },
    cases: results,
    feedback: feedbackOn(results, objective),
    cost,
  };
}

function resultOf(known: BoundedCase, outcome: CaseOutcome | undefined): CaseResult {
  const { workload, bound, worst } = known;
  const base = { id: workload.id, bound, group: workload.group };
  if (outcome?.valid === true) {
    return { ...base, value: outcome.value, valid: true, note: outcome.note };
  }
  return { ...base, value: worst, valid: false, note: outcome?.note ?? 'no outcome' };
}

/** The mean bound if `mean` is better than it; undefined when some case has no bound. */
function brokenBound(mean: number, { cases, objective }: Summing): number | undefined {
  const bounds = cases.flatMap(({ bound }) => bound ?? []);
  if (bounds.length < cases.length) return undefined;
  const bound = meanOf(bounds);
  const gain = objective.direction === 'minimize' ? bound - mean : mean - bound;
  return gain > BOUND_TOLERANCE * Math.max(Math.abs(bound), Number.MIN_VALUE) ? bound : undefined;
}

/** The simulation's own metrics, over the cases that have them. */
function metricsOf(outcomes: readonly CaseOutcome[]): Record<string, number> {
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

function groupMeans(
  results: readonly CaseResult[],
  { metric }: Summing['objective'],
): Record<string, number> {
  const groups = Map.groupBy(results, ({ group }) => group);
  return Object.fromEntries(
    [...groups].flatMap(([group, members]) =>
      group === undefined
        ? []
        : [[`${metric}/${group}`, meanOf(members.map(({ value }) => value))]],
    ),
  );
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Standard error of the mean; 0 for a single case. */
function standardErrorOf(values: readonly number[], mean: number): number {
  if (values.length < 2) return 0;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}
