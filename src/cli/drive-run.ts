import path from 'node:path';
import { writeBestPolicy } from '../session/best-policy.ts';
import type { Session, SessionOptions } from '../session/open-session.ts';
import { remedyFor } from '../core/drop-cause.ts';
import { StalledError, StoreError } from '../core/errors.ts';
import { evolve } from '../engine/evolve.ts';
import type { RunEnd } from '../engine/run-plan.ts';
import { createRunFold } from '../view/run-fold.ts';
import { endingText } from '../report/text/ending.ts';
import { renderSummaryTable } from '../report/text/summary-table.ts';
import { reproducibilityText, verdictText } from '../report/text/verdict.ts';
import { visibleText } from '../report/text/visible-text.ts';
import { verdictOf } from '../view/verdict.ts';
import type { RunView } from '../view/run-view.ts';
import { createCallNotices } from './call-notices.ts';
import type { CommandContext } from './command.ts';
import { printRun } from './print-lines.ts';
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
      const { type } = logged.event;
      if (type === 'run-finished') hadFinished = logged.at < startedAt;
      if (type === 'run-resumed') hadFinished = false;
      if (json) io.out(JSON.stringify(logged));
    },
  });
  const { folder } = session;
  for (const line of session.notices) io.err(line);
  io.err(`${session.problem.title}: ${folder}`);
  const progress = startProgress(io, { view: () => fold.view({ live: true }) });
  const { end, failure } = await outcomeOf(evolve(session.plan, signal));
  progress.stop();
  await session[Symbol.asyncDispose]();
  // A log that cannot be written may not be readable either.
  if (failure instanceof StoreError) throw failure;
  await withStoredRun(folder, async (run) => {
    const best = await writeBestPolicy(run, session.problem);
    const files = [...best.files, await writeReport(folder)];
    if (best.reason !== undefined) io.err(`best/ holds the program as it is: ${best.reason}`);
    if (json) return;
    printRun(io, summaryOf(run, io.outColumns));
    for (const file of files) io.out(path.relative(process.cwd(), file) || file);
  });
  if (failure !== undefined) throw failure;
  if (end?.status === 'paused') io.err(`paused; go on with: adrs resume ${folder}`);
  else if (hadFinished) io.err(HAD_FINISHED);
  else requirePrograms(fold.view());
}

const HAD_FINISHED =
  'this run had finished before; nothing was measured again; adrs resume RUN --set KEY=VALUE lets it go on';

interface Outcome {
  readonly end?: RunEnd;
  readonly failure?: unknown;
}

function outcomeOf(run: Promise<RunEnd>): Promise<Outcome> {
  return run.then((end) => ({ end })).catch((failure: unknown) => ({ failure }));
}

function summaryOf({ view, fold }: StoredRun, width: number | undefined): string {
  const lines = [verdictText(verdictOf(view, fold.cases)), reproducibilityText(view)];
  const verdict = lines.filter((line) => line !== undefined).join('\n');
  return visibleText(`\n${renderSummaryTable(view, width)}\n\n${verdict}\n${endingText(view)}\n`);
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
