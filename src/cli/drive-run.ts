import path from 'node:path';
import { writeBestPolicy } from '../session/best-policy.ts';
import type { Session, SessionOptions } from '../session/session.ts';
import { remedyFor } from '../core/drop-cause.ts';
import { StalledError, StoreError } from '../core/errors.ts';
import { evolve } from '../engine/evolve.ts';
import { createRunFold } from '../view/run-fold.ts';
import { endingText } from '../report/text/ending.ts';
import { renderSummaryTable } from '../report/text/summary-table.ts';
import { reproducibilityText, verdictText } from '../report/text/verdict.ts';
import { visibleText } from '../report/text/visible-text.ts';
import { verdictOf } from '../view/verdict.ts';
import type { RunView } from '../view/run-view.ts';
import { createCallNotices } from './call-notices.ts';
import type { CommandContext } from './command.ts';
import { startProgress } from './progress.ts';
import { withStoredRun, type StoredRun } from '../session/stored-run.ts';
import { writeReport } from './report.ts';

/** Options for showing a run while it goes on. */
export interface DriveOptions {
  /** Prints every event as a line of JSON, and nothing else, to the output. */
  readonly json?: true;
}

/**
 * Runs a session to its end with a line of progress; then writes the best policy and the report into
 * the run's folder and prints the summary, after a failure, too. Throws what stopped the run, and StalledError for
 * one whose proposals brought no program at all.
 */
export async function driveRun(
  open: (options: SessionOptions) => Promise<Session>,
  { io, signal }: CommandContext,
  { json }: DriveOptions,
): Promise<void> {
  const fold = createRunFold();
  const startedAt = Date.now();
  const notice = createCallNotices(io);
  let hadFinished = false;
  const session = await open({
    onEvent(logged) {
      fold.add(logged);
      if (logged.at >= startedAt) notice(logged.event);
      hadFinished ||= logged.event.type === 'run-finished' && logged.at < startedAt;
      if (json) io.out(JSON.stringify(logged));
    },
  });
  const { folder } = session;
  for (const line of session.notices) io.err(line);
  io.err(`${session.problem.title}: ${folder}`);
  const progress = startProgress(io, { view: () => fold.view({ live: true }) });
  const { end, failure } = await evolve(session.plan, signal)
    .then((reached) => ({ end: reached, failure: undefined }))
    .catch((error: unknown) => ({ end: undefined, failure: error }));
  progress.stop();
  await session[Symbol.asyncDispose]();
  // A log that cannot be written may not be readable either.
  if (failure instanceof StoreError) throw failure;
  await withStoredRun(folder, async (run) => {
    const best = await writeBestPolicy(run, session.problem);
    const files = [...best.files, await writeReport(folder)];
    if (best.reason !== undefined) io.err(`best/ holds the program as it is: ${best.reason}`);
    if (json) return;
    io.out(summaryOf(run));
    for (const file of files) io.out(path.relative(process.cwd(), file) || file);
  });
  if (failure !== undefined) throw failure;
  if (hadFinished) io.err('this run had finished before; nothing was measured again');
  if (end?.status === 'paused') io.err(`paused; go on with: adrs resume ${folder}`);
  if (end?.status === 'finished' && !hadFinished) requirePrograms(fold.view());
}

function summaryOf({ view, fold }: StoredRun): string {
  const lines = [verdictText(verdictOf(view, fold.cases)), reproducibilityText(view)];
  const verdict = lines.filter((line) => line !== undefined).join('\n');
  return visibleText(`\n${renderSummaryTable(view)}\n\n${verdict}\n${endingText(view)}\n`);
}

/** Throws StalledError when there were proposals and none became a program. */
function requirePrograms({ proposers, drops }: RunView): void {
  const made = proposers.filter(({ name }) => name !== 'seed');
  if (made.length === 0 || made.some(({ added }) => added > 0)) return;
  const tried = made.reduce((sum, { tried: count }) => sum + count, 0);
  throw new StalledError(`the run is over, and none of ${tried} proposals became a program`, {
    hint: remedyFor(drops[0]?.cause ?? '') ?? 'adrs show RUN tells why they were dropped',
  });
}
