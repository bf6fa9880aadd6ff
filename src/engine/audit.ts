import type { EvaluationJob } from '../core/evaluator.ts';
import {
  isByClock,
  type Cost,
  type Evaluation,
  type Quarantined,
  type Scored,
} from '../core/program.ts';

/** Submits a job to where evaluations run. */
export type Submit = (job: EvaluationJob) => Promise<Evaluation>;

/** Measures a program and, when it has a score, audits it. */
export async function measureAudited(job: EvaluationJob, submit: Submit): Promise<Evaluation> {
  const evaluation = await submit(job);
  if (evaluation.status !== 'scored') return evaluation;
  return (await auditOf(evaluation, job, submit)) ?? evaluation;
}

/** The known result of a program. */
interface Known {
  readonly fitness: number;
  readonly cost: Cost;
}

/**
 * Measures a program once more, with its decisions replayed in a clean process and its cases run in another order.
 * Undefined when everything comes out as it is known. What a clock ended says nothing about the score; without an audit
 * there is none, so that verdict is the answer.
 */
export async function auditOf(
  known: Known,
  job: EvaluationJob,
  submit: Submit,
): Promise<Exclude<Evaluation, Scored> | undefined> {
  const second = await submit({ ...job, audit: true });
  if (second.status === 'quarantined') return second;
  if (second.status === 'rejected') {
    if (isByClock(second)) return second;
    return notReproduced(known, `${second.status}: ${second.reason}`);
  }
  return second.fitness === known.fitness ? undefined : notReproduced(known, second.fitness);
}

function notReproduced({ fitness, cost }: Known, second: string | number): Quarantined {
  return {
    status: 'quarantined',
    reason: 'a second evaluation of the same program came out differently',
    evidence: { first: fitness, second },
    cost,
  };
}
