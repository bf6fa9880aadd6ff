import path from 'node:path';
import { writeBestPolicy } from '../session/best-policy.ts';
import type { Session, SessionOptions } from '../session/session.ts';
import { evolve } from '../engine/evolve.ts';
import type { RunEnd } from '../engine/run-plan.ts';
import { createRunFold } from '../view/run-fold.ts';
import { renderSummaryTable } from '../report/text/summary-table.ts';
import { reproducibilityText, verdictText } from '../report/text/verdict.ts';
import { verdictOf } from '../view/verdict.ts';
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
 * the run's folder and prints the summary.
 */
export async function driveRun(
  open: (options: SessionOptions) => Promise<Session>,
  { io, signal }: CommandContext,
  { json }: DriveOptions,
): Promise<void> {
  const fold = createRunFold();
  const startedAt = Date.now();
  let hadFinished = false;
  const session = await open({
    onEvent(logged) {
      fold.add(logged);
      hadFinished ||= logged.event.type === 'run-finished' && logged.at < startedAt;
      if (json) io.out(JSON.stringify(logged));
    },
  });
  const { folder } = session;
  for (const notice of session.notices) io.err(notice);
  io.err(`${session.problem.title}: ${folder}`);
  const progress = startProgress(io, { view: () => fold.view({ live: true }) });
  let end: RunEnd;
  try {
    end = await evolve(session.plan, signal);
  } finally {
    progress.stop();
    await session[Symbol.asyncDispose]();
  }
  await withStoredRun(folder, async (run) => {
    const best = await writeBestPolicy(run, session.problem);
    const files = [...best.files, await writeReport(folder)];
    if (best.reason !== undefined) io.err(`best/ holds the program as it is: ${best.reason}`);
    if (json) return;
    io.out(summaryOf(run));
    for (const file of files) io.out(path.relative(process.cwd(), file) || file);
  });
  if (hadFinished) io.err('this run had finished before; nothing was measured again');
  if (end.status === 'paused') io.err(`paused; go on with: adrs resume ${folder}`);
}

function summaryOf({ view, fold }: StoredRun): string {
  const lines = [verdictText(verdictOf(view, fold.cases)), reproducibilityText(view)];
  const verdict = lines.filter((line) => line !== undefined).join('\n');
  return `\n${renderSummaryTable(view)}\n\n${verdict}\n`;
}
