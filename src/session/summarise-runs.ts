import path from 'node:path';
import { AdrsError } from '../core/errors.ts';
import type { RunView } from '../view/run-view.ts';
import type { ObjectiveFacts, SplitScore } from '../view/split-score.ts';
import { bytesOf } from './runs.ts';
import { withStoredRun } from './stored-run.ts';

/** A run in a list of runs. Plain data. */
export interface RunSummary {
  /** Name of its folder. */
  readonly id: string;
  /** Absolute. */
  readonly folder: string;
  readonly status: RunView['status'] | 'unreadable';
  /** Why it paused or finished, or why it cannot be read; null otherwise. */
  readonly reason: string | null;
  readonly problem: string | null;
  readonly seed: string | null;
  readonly objective: ObjectiveFacts | null;
  readonly evaluations: number | null;
  /** The best program with its results by split; null while there is none. */
  readonly best: {
    readonly id: string;
    readonly splits: Readonly<Record<string, SplitScore>>;
  } | null;
  /** Spent on models; null where none was asked. */
  readonly usd: number | null;
  /** Milliseconds since 1970 of the first and the last event; null before the first. */
  readonly startedAt: number | null;
  readonly lastAt: number | null;
  /** Of the folder. */
  readonly bytes: number;
}

/** Reads the whole log of the run in `folder`. Never throws for a run that cannot be read. */
export async function summariseRun(folder: string): Promise<RunSummary> {
  const about = { id: path.basename(folder), folder, bytes: await bytesOf(folder) };
  try {
    return await withStoredRun(folder, ({ view }) => ({ ...about, ...factsOf(view) }));
  } catch (error) {
    if (!(error instanceof AdrsError)) throw error;
    return { ...about, ...UNKNOWN, status: 'unreadable', reason: error.message };
  }
}

const UNKNOWN = {
  problem: null,
  seed: null,
  objective: null,
  evaluations: null,
  best: null,
  usd: null,
  startedAt: null,
  lastAt: null,
} as const;

function factsOf(view: RunView): Omit<RunSummary, 'id' | 'folder' | 'bytes'> {
  const { status, reason, seed, objective, evaluations, best, models, startedAt, lastAt } = view;
  const hasAsked = models.total.calls + models.open.calls > 0;
  return {
    status,
    reason,
    problem: view.problem === '' ? null : view.problem,
    seed: view.seed === '' ? null : seed,
    objective,
    evaluations,
    best: best === null ? null : { id: best.id, splits: best.splits },
    usd: hasAsked ? models.total.usd : null,
    startedAt,
    lastAt,
  };
}
