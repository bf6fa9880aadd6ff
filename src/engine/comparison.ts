import type { EvaluationJob } from '../core/evaluator.ts';
import type { ProgramValidated, TestMeasured } from '../core/events.ts';
import type { Cost, Evaluation, Scored, Source } from '../core/program.ts';
import { requireNoFault } from '../scoring/faults.ts';
import { auditOf, measureAudited, type Submit } from './audit.ts';
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
 * Ends the run: validates the best elites that are left, then opens the test split for the reference policies and for
 * the best by validation. These are audited on every split; in place of one that fails comes the next.
 */
export async function openTest(context: ComparisonContext): Promise<void> {
  const { plan, state, recorder } = context;
  for (const { id } of plan.search.elites().slice(0, 4 * plan.finalists)) {
    if (!state.progress.validated.has(id)) await validate(id, context);
  }
  const sealed = referencePolicies(plan).filter(({ name }) => !state.progress.tested.has(name));
  const measured = await Promise.all(
    sealed.map(async ({ name, source }) => {
      return { name, evaluation: await measure({ name, source, split: 'test' }, context) };
    }),
  );
  for (const { name, evaluation } of measured) {
    await recorder.record({ type: 'test-measured', id: name, evaluation });
  }
  const seen = new Set<string>();
  for (;;) {
    const next = finalistsOf(state, plan.finalists).filter((id) => !seen.has(id));
    if (next.length === 0) return;
    const results = await Promise.all(next.map((id) => finalResult(id, context)));
    for (const event of results.flat()) await recorder.record(event);
    for (const id of next) seen.add(id);
  }
}

/** The events of a finalist: the audit that it failed, or its result on the test split where the log lacks it. */
async function finalResult(
  id: string,
  context: ComparisonContext,
): Promise<readonly (ProgramValidated | TestMeasured)[]> {
  const { plan, state, source, signal } = context;
  if (state.progress.tested.has(id)) return [];
  const submit: Submit = (job) => plan.queue.submit(job, signal);
  for (const [split, known] of openResults(id, state)) {
    const failed = await auditOf(known, { source: source(id), split }, submit);
    if (failed === undefined) continue;
    const evaluation =
      failed.status === 'rejected'
        ? failed
        : { ...failed, evidence: { ...failed.evidence, split } };
    return [{ type: 'program-validated', id, evaluation }];
  }
  const evaluation = await measureAudited({ source: source(id), split: 'test' }, submit);
  return [{ type: 'test-measured', id, evaluation }];
}

/** Results of a finalist on the open splits. A champion was audited on train when it came. */
function openResults(
  id: string,
  state: RunState,
): readonly (readonly [split: string, known: Pick<Scored, 'fitness' | 'cost'>])[] {
  const { progress } = state;
  const validation = progress.validated.get(id);
  const fitness = state.record(id)?.fitness ?? null;
  const isAudited = progress.champions.has(id);
  return [
    ...(fitness === null || isAudited ? [] : [['train', { fitness, cost: NO_COST }] as const]),
    ...(validation?.status === 'scored' ? [['validation', validation] as const] : []),
  ];
}

const NO_COST: Cost = { wallSeconds: 0, cpuSeconds: 0, decisions: 0 };

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
