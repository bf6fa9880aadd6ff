import type { Command } from 'commander';
import { NO_CHAIN, statusText } from '../report/text/status.ts';
import { replaySession } from '../session/reopen-session.ts';
import { isBeingWritten } from '../session/stored-run.ts';
import { checkTexts, replay } from '../engine/replay.ts';
import { createRunFold } from '../view/run-fold.ts';
import { archiveHash, createLogHash } from '../view/run-hash.ts';
import type { RunView } from '../view/run-view.ts';
import type { CommandContext } from './command.ts';
import { runFolder } from './run-folder.ts';

/** The facts that a replay proves. */
export interface ReplayResult {
  readonly status: 'identical';
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
}

/** `adrs replay`: rebuilds a run from its log and proves that it is the same run. */
export function registerReplay(program: Command, { io }: CommandContext): void {
  program
    .command('replay')
    .description('rebuild a run from its log and prove that it is identical')
    .argument('<run>', 'folder of a run, or its name under runs/')
    .option('--json', 'print the result as JSON')
    .action(async (run: string, options: { readonly json?: true }) => {
      const result = await replayRun(runFolder(run));
      if (options.json) return io.out(JSON.stringify(result));
      const { programs, events, texts } = result;
      io.out(`identical: ${programs} programs and ${events} events, asked and placed again`);
      io.out(`texts    ${texts}, each as its hash says`);
      io.out(`end      ${statusText({ status: result.end, reason: null, events })}`);
      io.out(`log      ${result.logHash}`);
      io.out(`archive  ${result.archiveHash}`);
      io.out(`chain    ${result.head ?? NO_CHAIN}`);
    });
}

/** Rebuilds the run in `folder`. Throws StoreError at the first difference. */
export async function replayRun(folder: string): Promise<ReplayResult> {
  const hash = createLogHash();
  const fold = createRunFold();
  await using session = await replaySession(folder, {
    onEvent: (logged) => {
      hash.add(logged.event);
      fold.add(logged);
    },
  });
  const { plan } = session;
  const { events, programs, elites } = await replay(plan);
  const texts = checkTexts(plan.store);
  const live = isBeingWritten(folder);
  return {
    status: 'identical',
    events,
    programs,
    texts,
    end: fold.view({ live }).status,
    head: plan.store.head() ?? null,
    logHash: hash.digest(),
    archiveHash: archiveHash(elites, fold.sourceHash),
  };
}
