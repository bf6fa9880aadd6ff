import type { ProgramRemeasured, RunChanges } from '../core/events.ts';
import { hashText } from '../core/hash.ts';
import { canonicalJson } from '../core/json.ts';
import type { Evaluation } from '../core/program.ts';
import { audited, type CommitContext } from './commit.ts';
import { measuresOf, withoutTimes } from './measures.ts';
import type { RunState } from './run-state.ts';

/** What changes as a run is resumed, with the programs that a changed problem needs measured again. */
export function changesNow({ plan, progress, ...state }: RunState): RunChanges | undefined {
  const { resumption } = plan;
  if (resumption === undefined) return undefined;
  const { problem, ...others } = resumption;
  if (problem === undefined) return others;
  const ids = new Set([
    ...state.founders(),
    ...plan.search.elites().map(({ id }) => id),
    ...(progress.best === undefined ? [] : [progress.best.id]),
    ...progress.validated.keys(),
  ]);
  const ordinal = (id: string): number => state.record(id)?.ordinal ?? 0;
  const programs = [...ids].toSorted((a, b) => ordinal(a) - ordinal(b));
  return { ...others, problem: { ...problem, programs } };
}

type Context = Pick<
  CommitContext,
  'plan' | 'state' | 'recorder' | 'library' | 'comparison' | 'signal'
>;

/** Measures what a changed problem left without a score, and tells the new search, in the order of the log. */
export async function remeasure(context: Context): Promise<void> {
  const { state, plan, comparison, signal } = context;
  const ids = state.progress.toRemeasure;
  const measured = ids.map((id) =>
    plan.queue.submit({ source: comparison.source(id), split: 'train' }, signal),
  );
  // Each is awaited in its turn; a failure must not be reported twice.
  for (const one of measured) one.catch(() => undefined);
  for (const [index, id] of ids.entries()) {
    const evaluation = await measured[index];
    if (evaluation !== undefined) await record(id, evaluation, context);
  }
}

async function record(id: string, first: Evaluation, context: Context): Promise<void> {
  const { plan, state, recorder, library, comparison } = context;
  const source = comparison.source(id);
  const evaluation = await audited(context, source, first);
  const text = canonicalJson(withoutTimes(evaluation));
  const evaluationHash = hashText(text);
  const measures = measuresOf(plan, source, evaluation);
  const { place, changes } = state.placeAgain(id, measures);
  const { status } = evaluation;
  const reason = evaluation.status === 'scored' ? undefined : evaluation.reason;
  const result = { id, status, reason, ...measures, evaluationHash };
  const event: ProgramRemeasured = { type: 'program-remeasured', ...result, ...place };
  library.put(evaluationHash, text);
  await recorder.recordAll([event, ...changes], [text]);
}
