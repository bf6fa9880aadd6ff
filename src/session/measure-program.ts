import { ConfigError, StoreError } from '../core/errors.ts';
import type { Store } from '../core/store.ts';
import type { Problem } from '../core/problem.ts';
import type { Evaluation, Source } from '../core/program.ts';
import { measureAudited } from '../engine/audit.ts';
import { openRunStore } from '../store/run-store.ts';
import { sourceIn } from '../view/stored-texts.ts';
import { replaySession } from './reopen-session.ts';
import { withStoredRun } from './stored-run.ts';

/** A program of a run, and where to measure it. */
export interface MeasureProgram {
  /** The run's folder, absolute. */
  readonly folder: string;
  /** Of a program that the run has. */
  readonly id: string;
  readonly split: string;
  /** Whether the test split may be opened for a program that the log has no test result of. */
  readonly mayLook: boolean;
  /** Folder of the problem, where it is no longer where the log says. */
  readonly problem?: string | undefined;
  readonly signal: AbortSignal;
}

/** The result of a program of a run. */
export interface MeasuredProgram {
  readonly evaluation: Evaluation;
  readonly objective: Problem['objective'];
  /** Whether the log now tells of a look at the test split. */
  readonly isRecorded: boolean;
}

/**
 * Measures and audits a program as its run does: with the run's seed, data and limits. The test split is sealed until the
 * run has finished; then a first look for this program is recorded as an event of the run, and its value is marked.
 *
 * Throws ConfigError when the problem has changed since, and for a look that is not allowed; StoreError when the log lacks
 * the text, and for a look when another process writes the run.
 */
export async function measureProgram(wanted: MeasureProgram): Promise<MeasuredProgram> {
  const { folder, id, split, mayLook } = wanted;
  const { source, isTested, isFinished } = await readProgram(wanted);
  const isLook = split === 'test' && !isTested;
  if (isLook && !isFinished) throw sealed();
  if (!isLook) return { ...(await measured(source, wanted)), isRecorded: false };
  if (!mayLook) throw unasked(id);
  // Taken first: what cannot be recorded is not looked at.
  const store = openRunStore(folder, { mode: 'resume' });
  try {
    const result = await measured(source, wanted);
    await record(store, { id, evaluation: result.evaluation });
    return { ...result, isRecorded: true };
  } finally {
    await store.close();
  }
}

interface StoredProgram {
  readonly source: Source;
  /** Whether the log has a test result of it. */
  readonly isTested: boolean;
  /** Whether the run has. */
  readonly isFinished: boolean;
}

function readProgram({ folder, id }: MeasureProgram): Promise<StoredProgram> {
  return withStoredRun(folder, ({ view, fold, blob }) => {
    const source = sourceIn(blob(fold.sourceHash(id) ?? ''));
    if (source === undefined) throw new StoreError(`the log does not hold the text of ${id}`);
    const isFinished = view.status === 'finished';
    return { source, isTested: fold.test(id) !== undefined, isFinished };
  });
}

async function measured(
  source: Source,
  { folder, split, signal, problem: place }: MeasureProgram,
): Promise<Omit<MeasuredProgram, 'isRecorded'>> {
  await using session = await replaySession(folder, { problem: place });
  const { plan, problem } = session;
  const evaluation = await measureAudited({ source, split }, (job) =>
    plan.queue.submit(job, signal),
  );
  return { evaluation, objective: problem.objective };
}

async function record(
  store: Store,
  { id, evaluation }: { readonly id: string; readonly evaluation: Evaluation },
): Promise<void> {
  await store.append([{ type: 'test-measured', id, evaluation }]);
}

function sealed(): ConfigError {
  return new ConfigError('the test split of this run is sealed until the run has finished', {
    hint: 'measure on validation, or end the run with adrs finish RUN',
  });
}

function unasked(id: string): ConfigError {
  return new ConfigError(`${id} has not been measured on the test split of this run`, {
    hint: 'add --look-at-test if you mean it: the look is recorded in the log, and the value is marked as seen',
  });
}
