import { StoreError } from '../../core/errors.ts';
import type { Source } from '../../core/program.ts';
import type { Elite } from '../../core/search.ts';
import type { RunTimes } from '../../view/run-clock.ts';
import type { BestView, PolicyView, RunView } from '../../view/run-view.ts';
import { sourceIn } from '../../view/stored-texts.ts';
import { withStoredRun, type StoredRun } from '../stored-run.ts';

/** What a run found, as its log tells it. Plain data: it survives JSON unchanged. */
export interface RunResult {
  /** Absolute; holds `run.db` unless the run has a store of its own. */
  readonly folder: string;
  /** `finished` and `paused` after `run` and `resume`; of a stored run, also `running` and `interrupted`. */
  readonly status: RunView['status'];
  /** Why it ended or paused: `evaluations`, `target`, `interrupted`, the message of a failure; null while it runs. */
  readonly reason: string | null;
  readonly problem: string;
  readonly seed: string;
  /** Null where nothing scored. */
  readonly best: BestProgram | null;
  /** Seeds and baselines with their results by split. */
  readonly references: readonly PolicyView[];
  /** Programs that were measured on the sealed test split. */
  readonly finalists: readonly PolicyView[];
  /** Elites, best first; null where the log does not tell them: in logs of version 1. */
  readonly archive: readonly ArchivedProgram[] | null;
  readonly hashes: RunHashes;
  readonly cost: RunCost;
  /** Everything that a report shows. */
  readonly view: RunView;
}

/** The best program, its results on every split on which it was measured, and its text. */
export interface BestProgram extends BestView {
  /** As it was found and measured. */
  readonly source: Source;
  /** The same program for people: simplified, formatted, equal in every value; null before the end of a run. */
  readonly tidied: Source | null;
  /** Text of the entry file, the tidied one where there is one. */
  readonly text: string;
}

/** An elite with its program. */
export interface ArchivedProgram extends Elite {
  readonly source: Source;
}

/** What identifies a run and compares it with others; hexadecimal digits. */
export interface RunHashes {
  /** Of the log without times and costs: two equal runs have the same. */
  readonly log: string;
  /** Head of the chain over this very log, times included; null where it has none. */
  readonly head: string | null;
  /** Of elites and their texts; null where the log does not tell them. */
  readonly archive: string | null;
}

/** What a run has spent. */
export interface RunCost extends Pick<RunTimes, 'activeSeconds'> {
  /** In units of the train split: screenings and trials are parts of one. */
  readonly evaluations: number;
  /** On models. */
  readonly calls: number;
  /** Of models, input and output. */
  readonly tokens: number;
  /** On models, as the budget counts it: calls that may have been billed counted in full. */
  readonly usd: number;
}

/**
 * Reads a run from its log alone: neither the problem nor plug-ins are loaded, and a run that is going on is left in
 * peace. `folder` is that of the run. Throws StoreError where there is none, and for a damaged log.
 */
export function readRun(folder: string): Promise<RunResult> {
  return withStoredRun(folder, resultOf);
}

/** The result of a run that has been read. */
export function resultOf(stored: Omit<StoredRun, 'doubt'>): RunResult {
  const { folder, view, elites, logHash: log, head, archiveHash: archive, fold } = stored;
  const { status, reason, problem, seed, references, finalists } = view;
  return {
    folder,
    status,
    reason,
    problem,
    seed,
    best: bestOf(stored),
    references,
    finalists,
    archive:
      elites &&
      elites.map((elite) => ({ ...elite, source: sourceOf(fold.sourceHash(elite.id), stored) })),
    hashes: { log, head, archive },
    cost: costOf(view),
    view,
  };
}

type Texts = Pick<StoredRun, 'folder' | 'blob'>;

function sourceOf(hash: string | undefined, { folder, blob }: Texts): Source {
  const source = hash === undefined ? undefined : sourceIn(blob(hash));
  if (source !== undefined) return source;
  throw new StoreError(`the log of ${folder} holds no program under ${String(hash)}`, {
    hint: 'adrs replay says what is wrong with this log',
  });
}

function bestOf(stored: Omit<StoredRun, 'doubt'>): BestProgram | null {
  const { best } = stored.view;
  if (best === null) return null;
  const exported = stored.fold.exported();
  const source = sourceOf(best.sourceHash, stored);
  const tidied = exported?.id === best.id ? sourceOf(exported.exportedHash, stored) : null;
  const { entry, files } = tidied ?? source;
  return { ...best, source, tidied, text: files[entry] ?? '' };
}

function costOf({ evaluations, activeSeconds, models }: RunView): RunCost {
  const { calls, tokens, usd } = models.total;
  return { evaluations, activeSeconds, calls, tokens, usd };
}
