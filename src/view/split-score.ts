import { isByClock, type Evaluation, type Scored } from '../core/program.ts';
import { BETTER_THAN_BOUND, beatsBound } from '../stats/beats-bound.ts';
import { advantage, toFitness, type Direction } from '../stats/direction.ts';
import { meanBound } from '../stats/mean-bound.ts';

/** The meaning of a run's numbers. */
export interface ObjectiveFacts {
  /** Name of the metric in `metrics`. */
  readonly metric: string;
  readonly direction: Direction;
  readonly unit: string;
}

/** Result of a policy on the cases of one split. */
export type SplitScore =
  | {
      readonly status: 'scored';
      readonly fitness: number;
      /** Of the mean over cases; in the unit of `value`. */
      readonly standardError: number;
      /** The objective's metric; the fitness where the objective is not known. */
      readonly value: number;
      /** Mean of the cases' bounds; null unless every case has one. */
      readonly bound: number | null;
      /** Distance of `value` from `bound`, in percent of it; negative when it is better. */
      readonly gapPercent: number | null;
      readonly cases: number;
      /** Cases without a valid result; null where the log does not hold it. */
      readonly invalidCases: number | null;
      readonly metrics: Readonly<Record<string, number>>;
      /** Of a test value: evaluations after which the test split had been seen before; undefined for a first look. */
      readonly seenAfter?: number | undefined;
    }
  | {
      readonly status: 'rejected' | 'quarantined';
      readonly reason: string;
      /** What the evaluator said, in one line. */
      readonly detail: string;
      /** A clock made the verdict: it may differ on another machine. */
      readonly byClock: boolean;
    };

/** Characters of a failed result's `detail`. */
const MAX_DETAIL = 300;

/** A split's result without its cases; quarantined where the log has a score better than the bound of its cases. */
export function scoreOf(evaluation: Evaluation, objective: ObjectiveFacts | null): SplitScore {
  if (evaluation.status !== 'scored') {
    const { status, reason } = evaluation;
    const text = status === 'rejected' ? evaluation.feedback : JSON.stringify(evaluation.evidence);
    const detail = text.replaceAll('\n', ' ').slice(0, MAX_DETAIL);
    return { status, reason, detail, byClock: isByClock(evaluation) };
  }
  const { fitness, standardError, metrics, cases } = evaluation;
  const value = valueOfSplit(evaluation, objective);
  const bound = meanBound(cases) ?? null;
  if (isBeyond({ fitness, metrics }, { bound, objective })) {
    const detail = `${value} against ${bound}`;
    return { status: 'quarantined', reason: BETTER_THAN_BOUND, detail, byClock: false };
  }
  return {
    status: 'scored',
    fitness,
    standardError,
    value,
    bound,
    gapPercent: gapPercent(value, { bound, objective }),
    cases: cases.length,
    invalidCases: cases.filter(({ valid }) => !valid).length,
    metrics,
  };
}

/** Whether a score is better than a proven bound, by its value or by its fitness. */
export function isBeyond(
  score: Pick<Scored, 'fitness' | 'metrics'>,
  {
    bound,
    objective,
  }: { readonly bound: number | null; readonly objective: ObjectiveFacts | null },
): boolean {
  if (bound === null || objective === null) return false;
  const { direction } = objective;
  // One turns a value into a fitness and back.
  const values = [valueOfSplit(score, objective), toFitness(score.fitness, direction)];
  return values.some((value) => beatsBound(value, bound, direction));
}

/** The objective's metric, or the fitness where there is none. */
export function valueOfSplit(
  { fitness, metrics }: Pick<Scored, 'fitness' | 'metrics'>,
  objective: ObjectiveFacts | null,
): number {
  return (objective === null ? undefined : metrics[objective.metric]) ?? fitness;
}

/** Distance to a bound in percent of the bound; null without a bound or with a bound of 0. */
export function gapPercent(
  value: number,
  context: { readonly bound: number | null; readonly objective: ObjectiveFacts | null },
): number | null {
  const { bound, objective } = context;
  if (bound === null || bound === 0) return null;
  const worse = advantage(bound, value, objective?.direction ?? 'maximize');
  return (100 * worse) / Math.abs(bound);
}
