import type { EvaluationJob } from '../core/evaluator.ts';
import type { Evaluation, Source } from '../core/program.ts';
import { requireNoFault } from '../scoring/faults.ts';
import type { Recorder } from './recorder.ts';
import type { RunPlan } from './run-plan.ts';
import type { RunState } from './run-state.ts';

/** The context of the measurements for comparison. */
export interface ComparisonContext {
  readonly plan: RunPlan;
  readonly state: RunState;
  readonly source: (id: string) => Source;
  readonly recorder: Recorder;
  readonly signal: AbortSignal;
}

/** Splits on which reference policies are measured before the search starts. */
const OPEN_SPLITS = ['train', 'validation'] as const;

/** Measures seeds and baselines on the open splits, those that the log does not hold yet. */
export async function measureBaselines(context: ComparisonContext): Promise<void> {
  const { plan, state, recorder } = context;
  const jobs = referencePolicies(plan)
    .flatMap(({ name, source }) => OPEN_SPLITS.map((split) => ({ name, source, split })))
    .filter(({ name, split }) => !state.progress.measured.has(`${name}/${split}`));
  const measured = await Promise.all(
    jobs.map(async (job) => ({ ...job, evaluation: await measure(job, context) })),
  );
  for (const { name, split, evaluation } of measured) {
    await recorder.record({ type: 'baseline-measured', name, split, evaluation });
  }
}

/** Measures a program on the validation cases. */
export async function validate(id: string, context: ComparisonContext): Promise<void> {
  const { plan, source, recorder, signal } = context;
  const job = { source: source(id), split: 'validation' };
  const evaluation = await plan.queue.submit(job, signal);
  await recorder.record({ type: 'program-validated', id, evaluation });
}

/**
 * Ends the run: validates the best elites that are left, then opens the test split for the best by
 * validation and for the reference policies.
 */
export async function openTest(context: ComparisonContext): Promise<void> {
  const { plan, state, source, recorder } = context;
  for (const { id } of plan.search.elites().slice(0, 4 * plan.finalists)) {
    if (!state.progress.validated.has(id)) await validate(id, context);
  }
  const finalists = finalistsOf(state, plan.finalists);
  const entries = [
    ...referencePolicies(plan),
    ...finalists.map((id) => ({ name: id, source: source(id) })),
  ];
  const sealed = entries.filter(({ name }) => !state.progress.tested.has(name));
  const measured = await Promise.all(
    sealed.map(async ({ name, source: text }) => {
      return { name, evaluation: await measure({ name, source: text, split: 'test' }, context) };
    }),
  );
  for (const { name, evaluation } of measured) {
    await recorder.record({ type: 'test-measured', id: name, evaluation });
  }
}

interface NamedJob extends EvaluationJob {
  /** Id of a program, or name of a reference. */
  readonly name: string;
}

/** Measures a policy. Throws PluginError when the evaluator fails on one that comes with the problem. */
async function measure(
  { name, ...job }: NamedJob,
  { plan, signal }: ComparisonContext,
): Promise<Evaluation> {
  const evaluation = await plan.queue.submit(job, signal);
  const isReference = name.includes(':');
  return isReference
    ? requireNoFault(evaluation, { name, evaluator: plan.problem.evaluator.name })
    : evaluation;
}

/** Ids of the best programs by validation fitness, best first; an older one first among equals. */
export function finalistsOf(state: RunState, count: number): readonly string[] {
  return [...state.progress.validated]
    .filter(([, evaluation]) => evaluation.status === 'scored')
    .toSorted(([, a], [, b]) => fitnessOf(b) - fitnessOf(a))
    .slice(0, count)
    .map(([id]) => id);
}

function fitnessOf(evaluation: Evaluation): number {
  return evaluation.status === 'scored' ? evaluation.fitness : -Infinity;
}

function referencePolicies(plan: RunPlan): readonly { name: string; source: Source }[] {
  return [
    ...plan.seeds.map(({ name, source }) => ({ name: `seed:${name}`, source })),
    ...plan.baselines.map(({ name, source }) => ({ name: `baseline:${name}`, source })),
  ];
}
