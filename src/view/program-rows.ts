import type { ProgramAdded, ProgramRemeasured } from '../core/events.ts';
import type { LoggedEvent } from '../core/store.ts';
import type { LedgerEntry } from './program-ledger.ts';
import type { RunFold } from './run-fold.ts';
import type { SplitScore } from './split-score.ts';

/** A program in a list of programs. Plain data. */
export interface ProgramRow {
  readonly id: string;
  readonly ordinal: number;
  readonly parents: readonly string[];
  readonly island: number;
  readonly proposer: string;
  /** Name of the model that wrote it; null where none did. */
  readonly model: string | null;
  /** What it changes, in a few words of its proposer. */
  readonly idea: string;
  /** `outdated`: the problem changed after it was measured, and it was not measured again. */
  readonly status: ProgramAdded['status'] | 'outdated';
  /** Why it has no score; null where it has one. */
  readonly reason: string | null;
  /** Train fitness; higher is better. Null without a score, as is `train`. */
  readonly fitness: number | null;
  /** The objective's metric on the splits; null where it has no score there. */
  readonly train: number | null;
  readonly validation: number | null;
  readonly test: number | null;
  /** Milliseconds since 1970 when it was recorded. */
  readonly at: number;
  /** Seconds of work after which it was recorded, pauses left out. */
  readonly elapsedSeconds: number;
  readonly proposeSeconds: number;
  readonly evaluateSeconds: number;
  /** Replies of models that led to it. */
  readonly calls: number;
  readonly tokens: number;
  readonly usd: number;
  /** Content addresses in the run's log. */
  readonly sourceHash: string;
  readonly evaluationHash: string;
}

/** Collects the programs of a log. */
export interface ProgramRows {
  add(logged: LoggedEvent): void;
  /** Those that `fold` knows, too, in the order of the log: of a live run one of both may have read more. */
  rows(fold: RunFold): Iterable<ProgramRow>;
}

/** The results by case and the features of a program stay in the log. */
type Added = Omit<ProgramAdded, 'caseFitness' | 'features' | 'metrics'>;

interface Recorded {
  readonly added: Added;
  readonly at: number;
  readonly elapsedMs: number;
  /** The verdict of the latest measurement; undefined when the problem has changed since. */
  measured: Pick<ProgramAdded, 'status' | 'reason'> | undefined;
}

/** A collection without programs. Memory grows with programs. */
export function createProgramRows(): ProgramRows {
  const programs = new Map<string, Recorded>();
  return {
    add({ event, at, elapsedMs }) {
      if (event.type === 'program-added') {
        const { caseFitness: _cases, features: _features, metrics: _metrics, ...added } = event;
        programs.set(event.id, { added, at, elapsedMs, measured: verdictIn(event) });
      }
      const known = event.type === 'program-remeasured' ? programs.get(event.id) : undefined;
      if (event.type === 'program-remeasured' && known !== undefined) {
        known.measured = verdictIn(event);
      }
      if (event.type !== 'run-resumed' || event.changes?.problem === undefined) return;
      for (const program of programs.values()) program.measured = undefined;
    },
    *rows(fold) {
      for (const program of programs.values()) {
        const known = fold.program(program.added.id);
        if (known !== undefined) yield rowOf(program, known, fold);
      }
    },
  };
}

function verdictIn({ status, reason }: ProgramAdded | ProgramRemeasured): Recorded['measured'] {
  return { status, reason };
}

function rowOf(recorded: Recorded, known: LedgerEntry, fold: RunFold): ProgramRow {
  const { added, at, elapsedMs } = recorded;
  const { id, ordinal, parents, island, proposer, note, sourceHash } = added;
  const { proposeSeconds, evaluateSeconds, spending } = added;
  return {
    id,
    ordinal,
    parents,
    island,
    proposer,
    model: modelOf(proposer),
    idea: note,
    ...verdictOf(recorded, known.fitness),
    fitness: known.fitness,
    train: known.value,
    validation: valueOf(fold.validation(id)),
    test: valueOf(fold.test(id)),
    at,
    elapsedSeconds: elapsedMs / 1000,
    proposeSeconds,
    evaluateSeconds,
    calls: spending?.calls ?? 0,
    tokens: spending?.tokens ?? 0,
    usd: spending?.usd ?? 0,
    sourceHash,
    evaluationHash: known.evaluationHash,
  };
}

/** A proposer that asks a model bears its name after an `@`. */
export function modelOf(proposer: string): string | null {
  const at = proposer.indexOf('@');
  return at < 0 ? null : proposer.slice(at + 1);
}

function verdictOf(
  { measured }: Recorded,
  fitness: number | null,
): Pick<ProgramRow, 'status' | 'reason'> {
  if (measured === undefined) return { status: 'outdated', reason: 'the problem has changed' };
  const { status, reason } = measured;
  // A score that the reader of the log does not believe.
  if (status === 'scored' && fitness === null) {
    return { status: 'quarantined', reason: 'better than the bound' };
  }
  return { status, reason: reason ?? null };
}

function valueOf(score: SplitScore | undefined): number | null {
  return score?.status === 'scored' ? score.value : null;
}
