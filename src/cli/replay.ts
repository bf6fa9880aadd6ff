import type { Command } from 'commander';
import { StoreError } from '../core/errors.ts';
import type { Evaluation } from '../core/program.ts';
import { checkTexts, replay } from '../engine/replay.ts';
import { formatNumber, plural } from '../report/text/format.ts';
import { NO_CHAIN, statusText } from '../report/text/status.ts';
import { createResultLog, measureAgain, type MeasuredAgain } from '../session/measure-again.ts';
import { replaySession } from '../session/reopen-session.ts';
import { isBeingWritten } from '../session/stored-run.ts';
import { createRunFold } from '../view/run-fold.ts';
import { archiveHash, createLogHash } from '../view/run-hash.ts';
import type { RunView } from '../view/run-view.ts';
import type { CommandContext } from './command.ts';
import { PROBLEM_OPTION, RUN_ARGUMENT, runFolder } from './run-folder.ts';

/** The facts that a replay proves. */
export interface ReplayResult {
  /** `different`: the log is what it says it is, and something measures differently now. */
  readonly status: 'identical' | 'different';
  readonly events: number;
  readonly programs: number;
  /** Texts that are what their hashes say. */
  readonly texts: number;
  /** `interrupted`: the log ends at the last event, and nothing vouches for what followed. */
  readonly end: RunView['status'];
  /** The head of the log's chain; null where it has none. */
  readonly head: string | null;
  readonly logHash: string;
  readonly archiveHash: string;
  /** Left out unless it was asked for. */
  readonly measured?: readonly MeasuredAgain[];
}

interface ReplayOptions {
  readonly json?: true;
  readonly measure?: true;
  readonly problem?: string;
}

/** `adrs replay`: rebuilds a run from its log and proves that it is the same run. */
export function registerReplay(program: Command, { io, signal }: CommandContext): void {
  program
    .command('replay')
    .description('rebuild a run from its log and prove that it is identical')
    .argument('<run>', RUN_ARGUMENT)
    .option('--measure', 'measure the references, the best and the finalists again, and compare')
    .option(...PROBLEM_OPTION)
    .option('--json', 'print the result as JSON')
    .action(async (run: string, { json, measure, problem }: ReplayOptions) => {
      const print = (line: string): void => (json ? undefined : io.out(line));
      const onMeasured = measure && ((one: MeasuredAgain) => print(measuredLine(one)));
      const result = await replayRun(await runFolder(run), { signal, onMeasured, problem });
      if (json) io.out(JSON.stringify(result));
      for (const line of linesAbout(result)) print(line);
      const different = result.measured?.filter(({ isSame }) => !isSame) ?? [];
      if (different.length > 0) throw differs(different.length, result.measured?.length ?? 0);
    });
}

function linesAbout({ programs, events, texts, end, measured, ...hashes }: ReplayResult): string[] {
  const same = measured?.filter(({ isSame }) => isSame).length ?? 0;
  return [
    `identical: ${programs} programs and ${events} events, asked and placed again`,
    ...(measured === undefined ? [] : [`measured ${same} of ${measured.length} results the same`]),
    `texts    ${texts}, each as its hash says`,
    `end      ${statusText({ status: end, reason: null, events })}`,
    `log      ${hashes.logHash}`,
    `archive  ${hashes.archiveHash}`,
    `chain    ${hashes.head ?? NO_CHAIN}`,
  ];
}

function measuredLine({ name, split, isSame, logged, measured }: MeasuredAgain): string {
  const place = `${name}, ${split}`;
  if (isSame) return `same       ${place}: ${resultText(logged)}`;
  return `DIFFERENT  ${place}: ${resultText(logged)} in the log, now ${resultText(measured)}`;
}

/** With every digit: what differs may differ in the last one. */
function resultText(evaluation: Evaluation): string {
  if (evaluation.status === 'scored') return `fitness ${evaluation.fitness}`;
  return `${evaluation.status} (${evaluation.reason})`;
}

function differs(different: number, all: number): StoreError {
  return new StoreError(
    `${formatNumber(different)} of ${plural(all, 'result')} of the log are not what is measured now`,
    {
      hint: 'the log does not tell the truth, or it was measured by other policies, another Node or another adrs',
    },
  );
}

interface RunReplay {
  readonly signal: AbortSignal;
  /** Where the problem lies now; where the log says when left out. */
  readonly problem?: string | undefined;
  /** Called with each result that was measured again; nothing is measured when left out. */
  readonly onMeasured?: ((one: MeasuredAgain) => void) | undefined;
}

/** Rebuilds the run in `folder`. Throws StoreError at the first difference. */
export async function replayRun(
  folder: string,
  { signal, onMeasured, problem }: RunReplay,
): Promise<ReplayResult> {
  const hash = createLogHash();
  const fold = createRunFold();
  const results = createResultLog((digest) => plan.store.blob(digest));
  await using session = await replaySession(folder, {
    problem,
    onEvent: (logged) => {
      hash.add(logged.event);
      fold.add(logged);
      if (onMeasured !== undefined) results.add(logged.event);
    },
  });
  const { plan } = session;
  const { events, programs, elites } = await replay(plan);
  const texts = checkTexts(plan.store);
  const live = isBeingWritten(folder);
  const head = plan.store.head() ?? null;
  const measured: MeasuredAgain[] = [];
  if (onMeasured !== undefined) {
    for await (const one of measureAgain({ plan, fold, results, signal })) {
      onMeasured(one);
      measured.push(one);
    }
  }
  return {
    status: measured.every(({ isSame }) => isSame) ? 'identical' : 'different',
    events,
    programs,
    texts,
    end: fold.view({ live }).status,
    head,
    logHash: hash.digest(),
    archiveHash: archiveHash(elites, fold.sourceHash),
    ...(onMeasured === undefined ? {} : { measured }),
  };
}
