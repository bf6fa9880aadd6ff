import type { Json } from '../core/json.ts';
import type { Placement } from '../core/contracts.ts';
import type { CurvePoint } from './curve.ts';
import type { ProposerStatistics } from './proposer-tally.ts';
import type { RunTimes } from './run-clock.ts';
import type { ObjectiveFacts, SplitScore } from './split-score.ts';

/** A program of the run that was found or measured for comparison, by split. */
export interface PolicyView {
  /** A program's id, `seed:NAME` or `baseline:NAME`. */
  readonly name: string;
  readonly splits: Readonly<Record<string, SplitScore>>;
}

/** The best program of a run. */
export interface BestView extends PolicyView {
  readonly id: string;
  /** On the train cases. */
  readonly fitness: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly island: number;
  readonly proposer: string;
  /** Content addresses in the run's store. */
  readonly sourceHash: string;
  readonly evaluationHash: string;
  /** Evaluations that had been spent when it appeared. */
  readonly foundAfter: number;
  /** The split that made it the best: validation, unless nothing was validated. */
  readonly chosenBy: 'train' | 'validation';
}

/** One ancestor. */
export interface LineageStep {
  readonly id: string;
  readonly parents: readonly string[];
  readonly proposer: string;
  readonly note: string;
  /** Train result; null without a score. */
  readonly fitness: number | null;
  readonly value: number | null;
  readonly foundAfter: number;
  readonly placement: Placement;
  readonly sourceHash: string;
}

/** Everything a report says about a run. Plain data: it survives JSON unchanged. */
export interface RunView extends RunTimes {
  /** `interrupted`: the log ends without a pause, and no process goes on with it. */
  readonly status: 'running' | 'paused' | 'finished' | 'interrupted';
  /** Why it paused or finished; null otherwise. */
  readonly reason: string | null;
  readonly problem: string;
  readonly problemHash: string;
  readonly seed: string;
  readonly adrsVersion: string;
  readonly config: Json;
  readonly host: Json;
  /** Null before the first event; values are then fitnesses. */
  readonly objective: ObjectiveFacts | null;
  readonly budget: {
    readonly evaluations: number | null;
    readonly wallSeconds: number | null;
  };
  readonly evaluations: number;
  /** Programs told to the search, seeds included. */
  readonly programs: number;
  readonly scored: number;
  /** Programs without a score, by reason; `quarantined` for those that cannot be believed. */
  readonly rejected: Readonly<Record<string, number>>;
  /** Proposals that brought no program, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly best: BestView | null;
  /** Seeds first, then human baselines, each in the order of measuring. */
  readonly humans: readonly PolicyView[];
  /** Programs measured on the sealed test split. */
  readonly finalists: readonly PolicyView[];
  /** Best train result so far; a bounded number of points. */
  readonly curve: readonly CurvePoint[];
  /** Evenly spaced scored programs; a bounded number of points. */
  readonly samples: readonly CurvePoint[];
  readonly proposers: readonly ProposerStatistics[];
  /** From the best program back along first parents to its seed; at most 200 steps. */
  readonly lineage: readonly LineageStep[];
  /** Mean bound of the train cases; null unless each has one. */
  readonly trainBound: number | null;
}
