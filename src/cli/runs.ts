import path from 'node:path';
import type { Command } from 'commander';
import { ConfigError } from '../core/errors.ts';
import { formatPercent, formatNumber, formatUsd } from '../report/text/format.ts';
import { formatAge, formatBytes } from '../report/text/sizes.ts';
import { renderTable, type Column } from '../report/text/table.ts';
import { removeRun, requireRemovable } from '../session/remove-run.ts';
import { holdsRun, runFoldersIn } from '../session/runs.ts';
import { summariseRun, type RunSummary } from '../session/summarise-runs.ts';
import type { CommandContext } from './command.ts';
import { printTable } from './print-lines.ts';
import type { Terminal } from './terminal.ts';

interface RunsOptions {
  readonly remove?: readonly string[];
  readonly json?: true;
}

/** `adrs runs`: lists runs, or removes some. */
export function registerRuns(program: Command, { io }: CommandContext): void {
  program
    .command('runs')
    .description('list the runs that are here, newest first, or remove some')
    .argument('[folders...]', 'runs, or folders with runs, beside those in runs/')
    .option('--remove <run...>', 'remove these runs, by folder or whole id, and list nothing')
    .option('--json', 'print everything as JSON')
    .action(async (folders: readonly string[], { remove, json }: RunsOptions) => {
      if (remove !== undefined) return removeAll(remove, io);
      const found = await Promise.all(['runs', ...folders].map(runFoldersIn));
      const runs: RunSummary[] = [];
      // One after the other: a log may be long.
      for (const folder of new Set(found.flat())) runs.push(await summariseRun(folder));
      const newest = runs.toSorted((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0));
      if (json) return io.out(JSON.stringify(newest));
      if (newest.length === 0) return io.err('there are no runs here; adrs run FILE starts one');
      printTable(io, renderTable(tableOf(newest, Date.now()), io.outColumns));
      for (const { id, status, reason } of newest) {
        if (status === 'unreadable') io.err(`${id}: ${reason ?? ''}`, 'bad');
      }
    });
}

/** Nothing is removed unless every one can be. */
async function removeAll(names: readonly string[], io: Terminal): Promise<void> {
  const folders = [...new Set(names.map(exactFolder))];
  for (const folder of folders) await requireRemovable(folder);
  for (const folder of folders) {
    const { kept } = await removeRun(folder);
    io.out(`removed ${folder}`);
    if (kept.length > 0) io.err(`the folder stays, for adrs did not write ${kept.join(', ')}`);
  }
}

/** No part of an id, no problem and no `latest`: what is removed is named in full. */
function exactFolder(name: string): string {
  const places = [path.resolve(name), path.resolve('runs', name)];
  const found = name === '' ? undefined : places.find(holdsRun);
  if (found !== undefined) return found;
  throw new ConfigError(`there is no run ${JSON.stringify(name)}: looked at ${places.join(', ')}`, {
    hint: 'to remove a run, write its folder or its whole id; nothing was removed',
  });
}

const COLUMNS: readonly Column[] = [
  { title: 'run', least: 18, cutsStart: true },
  { title: 'status' },
  { title: 'problem', least: 6, leaves: 3 },
  { title: 'best', align: 'right' },
  { title: 'gap', align: 'right', leaves: 1 },
  { title: 'USD', align: 'right', leaves: 4 },
  { title: 'age', align: 'right', leaves: 2 },
  { title: 'size', align: 'right', leaves: 5 },
];

function tableOf(runs: readonly RunSummary[], nowMs: number): Parameters<typeof renderTable>[0] {
  const rows = runs.map(({ id, status, problem, best, usd, startedAt, bytes }) => {
    const train = best?.splits['train'];
    const isScored = train?.status === 'scored';
    return [
      id,
      status,
      problem ?? '',
      isScored ? formatNumber(train.value) : '',
      isScored && train.gapPercent !== null ? formatPercent(train.gapPercent) : '',
      usd === null ? '' : formatUsd(usd),
      startedAt === null ? '' : formatAge((nowMs - startedAt) / 1000),
      formatBytes(bytes),
    ];
  });
  return { columns: COLUMNS, rows };
}
