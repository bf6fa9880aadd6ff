import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { ConfigError, messageOf } from '../core/errors.ts';
import { hasAskedModels } from '../report/text/models.ts';
import { createOriginSearch, type Origin } from '../view/origins.ts';
import { renderReport } from '../report/page/page.ts';
import { reportDetails } from '../view/report-details.ts';
import type { CommandContext } from './command.ts';
import { withStoredRun, type StoredRun } from '../session/stored-run.ts';
import { RUN_ARGUMENT, runFolder } from './run-folder.ts';

/** `adrs report`: one offline HTML page about a run. */
export function registerReport(program: Command, { io }: CommandContext): void {
  program
    .command('report')
    .description('write one offline HTML page about a run')
    .argument('<run>', RUN_ARGUMENT)
    .option('--out <file>', "where to write it; report.html in the run's folder by default")
    .option('--without <parts>', 'leave out sources, prompts, or sources,prompts', partsIn, [])
    .action(async (run: string, options: ReportOptions) => {
      io.out(await writeReport(await runFolder(run), options));
    });
}

const PARTS = ['sources', 'prompts'] as const;

/** A part of a report that may be left out. */
type Part = (typeof PARTS)[number];

/** Where a report goes, and what it lacks. */
interface ReportOptions {
  readonly out?: string;
  /** `sources`: texts of programs, and prompts and replies, which quote them. `prompts`: these alone. */
  readonly without?: readonly Part[];
}

function partsIn(text: string, earlier: readonly Part[]): readonly Part[] {
  const parts = text.split(',').map((word) => {
    const part = PARTS.find((known) => known === word.trim());
    if (part !== undefined) return part;
    throw new ConfigError(`--without ${JSON.stringify(word)}: a report has no such part`, {
      hint: `leave out ${PARTS.join(', ')}, or both with a comma between them`,
    });
  });
  return [...earlier, ...parts];
}

/** Writes the report of the run in `folder` and answers with its path. Throws StoreError, ConfigError. */
export async function writeReport(
  folder: string,
  { out, without = [] }: ReportOptions = {},
): Promise<string> {
  const hidesSources = without.includes('sources');
  const hidden = hidesSources ? { bestSource: undefined, ancestor: undefined } : {};
  const file = out === undefined ? path.join(folder, 'report.html') : path.resolve(out);
  const page = await withStoredRun(folder, async (run) =>
    renderReport(run.view, {
      ...reportDetails(run),
      ...hidden,
      origins: without.length > 0 ? undefined : await originsOf(run),
      run: path.basename(path.resolve(folder)),
    }),
  );
  try {
    await writeFile(file, page);
  } catch (cause) {
    throw new ConfigError(`cannot write ${file}: ${messageOf(cause)}`, {
      cause,
      hint: 'name another file with --out',
    });
  }
  return file;
}

/** The conversations behind the best program and its ancestors; reads the log only where there are any. */
async function originsOf({ view, events, blob }: StoredRun): Promise<ReadonlyMap<string, Origin>> {
  if (!hasAskedModels(view)) return new Map();
  const search = createOriginSearch(view.lineage);
  for await (const { event } of events()) search.add(event);
  return search.found(blob);
}
