import { ConfigError } from '../core/errors.ts';
import type { RunStarted, SettingsChanged } from '../core/events.ts';
import type { Kinds } from '../core/kinds.ts';
import type { Resumption } from '../engine/run-plan.ts';
import type { RunHistory } from './history.ts';
import { plugInDigests } from './plug-in-digests.ts';
import { runPaths, withKeys } from './run-paths.ts';

/** What a user allows when a run is resumed. */
export interface Allowances {
  /** The problem or a plug-in may be another than the log says. */
  readonly allowChangedProblem?: boolean | undefined;
  /** The run may go on although its test split has been opened. */
  readonly testWasSeen?: boolean | undefined;
}

/** A run and what it would be opened with now. */
export interface Now {
  readonly history: RunHistory;
  /** The first event of a run that would start now. */
  readonly described: RunStarted;
  readonly kinds: Kinds;
  readonly settings: SettingsChanged | undefined;
  /** Of the run, absolute. */
  readonly folder: string;
}

/**
 * What is different as a run is resumed; undefined where nothing is. Throws ConfigError for a change that was not
 * allowed or that a run cannot have.
 */
export async function resumptionOf(
  { history, described, kinds, settings, folder }: Now,
  { allowChangedProblem = false, testWasSeen = false }: Allowances,
): Promise<Resumption | undefined> {
  if (!allowChangedProblem) await requireUnchanged({ history, described, kinds });
  const problem = changedProblem(history, described);
  const plugIns = changedPlugIns(history, await plugInDigests(kinds));
  if (problem !== undefined) requireComparable(history.started, described);
  const changes = {
    settings,
    problem,
    plugIns: plugIns && withKeys(plugIns, runPaths(folder).toLog),
  };
  const isSame = Object.values(changes).every((change) => change === undefined);
  // A finished run goes on when somebody says that its test was seen.
  if (isSame && !(testWasSeen && history.isFinished)) return undefined;
  return { ...changes, ...lookAtTest(history, testWasSeen) };
}

/** Throws ConfigError where the test split has been opened and nobody said so. */
function lookAtTest({ isTested }: RunHistory, wasSeen: boolean): Pick<Resumption, 'testWasSeen'> {
  if (!isTested) return {};
  if (wasSeen) return { testWasSeen: true };
  throw testIsOpen();
}

/** Refuses a run whose problem or plug-ins are not those of its log. Throws ConfigError. */
export async function requireUnchanged({
  history,
  described,
  kinds,
}: Omit<Now, 'settings' | 'folder'>): Promise<undefined> {
  if (changedProblem(history, described) !== undefined) throw problemHasChanged(described);
  const plugIns = changedPlugIns(history, await plugInDigests(kinds));
  if (plugIns !== undefined) throw plugInHasChanged(plugIns);
  return undefined;
}

function changedProblem(
  { problemHash: from }: RunHistory,
  { problemHash: to }: RunStarted,
): Resumption['problem'] {
  return from === to ? undefined : { from, to };
}

function changedPlugIns(
  { plugIns }: RunHistory,
  now: Readonly<Record<string, string>>,
): Resumption['plugIns'] {
  const changed = Object.entries(plugIns).flatMap(([file, from]) => {
    const to = now[file];
    return to === undefined || to === from ? [] : [[file, { from, to }] as const];
  });
  return changed.length === 0 ? undefined : Object.fromEntries(changed);
}

function problemHasChanged({ problem }: RunStarted): ConfigError {
  return new ConfigError(`problem ${problem} has changed since this run started`, {
    hint: 'restore the problem; or go on with adrs resume RUN --allow-changed-problem, which measures references and elites again; or start a new run',
  });
}

function plugInHasChanged(changed: NonNullable<Resumption['plugIns']>): ConfigError {
  const files = Object.keys(changed);
  const [verb, noun] = files.length === 1 ? ['has', 'plug-in'] : ['have', 'plug-ins'];
  return new ConfigError(`${noun} ${files.join(', ')} ${verb} changed since this run started`, {
    hint: 'restore the text; or go on with adrs resume RUN --allow-changed-problem, which works as long as searches and archives still choose and place as they did',
  });
}

function testIsOpen(): ConfigError {
  return new ConfigError('the test split of this run has been opened', {
    hint: 'what goes on now may be chosen by it: add --test-was-seen, and every later test value says so',
  });
}

/** A search that went by other features, seeds or numbers of cases cannot be read back from its log. */
function requireComparable(then: RunStarted, now: RunStarted): void {
  const seeds = ({ references }: RunStarted): readonly string[] =>
    references.filter((name) => name.startsWith('seed:'));
  const facts = [
    ['features', then.features, now.features],
    ['objective', then.objective, now.objective],
    ['seeds', seeds(then), seeds(now)],
    ['number of train cases', then.splits['train']?.cases, now.splits['train']?.cases],
  ] as const;
  const other = facts.find(([, before, after]) => JSON.stringify(before) !== JSON.stringify(after));
  if (other === undefined) return;
  throw new ConfigError(
    `problem ${now.problem} has another ${other[0]} than when this run started`,
    {
      hint: 'such a run cannot go on, whatever is allowed; restore that part or start a new run',
    },
  );
}
