import path from 'node:path';
import { writeBestPolicy } from '../session/best-policy.ts';
import type { Session, SessionOptions } from '../session/open-session.ts';
import { remedyFor } from '../core/drop-cause.ts';
import { StalledError, StoreError } from '../core/errors.ts';
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
import { startProgress, type ProgressLine } from './progress.ts';
import { runSession } from '../session/run-session.ts';
import { withStoredRun, type StoredRun } from '../session/stored-run.ts';
import { writeReport } from './report.ts';
import type { Terminal } from './terminal.ts';

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
  const notice = createCallNotices(io);
  let hadFinished = false;
  const opened: Opened = {};
  const running = runSession(open, {
    onEvent(logged, isNew) {
      fold.add(logged);
      if (isNew) notice(logged.event);
      hadFinished = !isNew && logged.event.type === 'run-finished';
      if (json) io.out(JSON.stringify(logged));
    },
    onOpen(session) {
      introduce(session, io);
      opened.session = session;
      opened.progress = startProgress(io, { view: () => fold.view({ live: true }) });
    },
    signal,
    read: (_session, end) => end,
  });
  const { end, failure } = await outcomeOf(running);
  opened.progress?.stop();
  const { session } = opened;
  if (session === undefined) throw failure;
  // A log that cannot be written may not be readable either.
  if (failure instanceof StoreError) throw failure;
  await conclude(session, io, json === true);
  if (failure !== undefined) throw failure;
  if (end?.status === 'paused') io.err(`paused; go on with: adrs resume ${session.folder}`);
  else if (hadFinished) io.err(HAD_FINISHED);
  else requirePrograms(fold.view());
}

/** What is there once the session has been opened. */
interface Opened {
  session?: Session;
  progress?: ProgressLine;
}

function introduce({ notices, problem, folder }: Session, io: Terminal): void {
  for (const line of notices) io.err(line);
  io.err(`${problem.title}: ${folder}`);
}

/** Writes the best policy and the report, and prints the summary. */
async function conclude({ folder, problem }: Session, io: Terminal, json: boolean): Promise<void> {
  await withStoredRun(folder, async (run) => {
    const best = await writeBestPolicy(run, problem);
    const files = [...best.files, await writeReport(folder)];
    if (best.reason !== undefined) io.err(`best/ holds the program as it is: ${best.reason}`);
    if (json) return;
    printRun(io, summaryOf(run, io.outColumns));
    for (const file of files) io.out(path.relative(process.cwd(), file) || file);
  });
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
