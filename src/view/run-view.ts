import type { Json } from '../core/json.ts';
import type { Placement } from '../core/search.ts';
import type { ModelSpending, RunBudget, RunStarted, SettingsChanged } from '../core/events.ts';
import type { CurvePoint } from './curve.ts';
import type { AdvisorView, ModelsView } from './models-view.ts';
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

/** A program in the words of a report: an ancestor, or one that a note refers to. */
export interface LineageStep {
  readonly id: string;
  readonly ordinal: number;
  readonly parents: readonly string[];
  readonly proposer: string;
  readonly note: string;
  /** Train result; null without a score. */
  readonly fitness: number | null;
  readonly value: number | null;
  readonly foundAfter: number;
  readonly placement: Placement;
  readonly sourceHash: string;
  /** Content address of what the proposer left, such as a model's Transcript; null without. */
  readonly detailHash: string | null;
  /** Cost of the replies behind it; null where no model was asked. */
  readonly spending: ModelSpending | null;
}

/** Activity and cost of a proposer. */
export interface ProposerView extends ProposerStatistics {
  /** Model calls, and what was paid for them or may have to be. */
  readonly calls: number;
  readonly usd: number;
  /** `gained` for a dollar; null where nothing was paid. */
  readonly gainedPerUsd: number | null;
}

/** What somebody changed when the run was resumed. */
export interface ChangeView {
  /** Evaluations that had been spent. */
  readonly after: number;
  readonly settings: SettingsChanged['changed'];
  /** Null where the problem stayed the same. */
  readonly problem: {
    readonly from: string;
    readonly to: string;
    readonly programs: number;
  } | null;
  /** Files of plug-ins whose text is another. */
  readonly plugIns: readonly string[];
  /** The test split had been opened. */
  readonly testWasSeen: boolean;
}

/** Proposals that brought no program for one cause. */
export interface DropView {
  /** Such as `truncated`, `prompt-too-long`, `duplicate`. */
  readonly cause: string;
  readonly count: number;
  /** The latest message, cut. */
  readonly detail: string;
  /** Whether proposers that ask models were meant, as far as their names tell. */
  readonly byModel: boolean;
}

/** The whole content of a report. Plain data: it survives JSON unchanged. */
export interface RunView extends RunTimes {
  /** `interrupted`: the log ends without a pause, and no process goes on with it. */
  readonly status: 'running' | 'paused' | 'finished' | 'interrupted';
  /** The reason why it paused or finished; null otherwise. */
  readonly reason: string | null;
  /** Number of the last event. */
  readonly events: number;
  /** Number of the last event that carries a head of the chain; null where none does. */
  readonly headAt: number | null;
  readonly problem: string;
  readonly problemHash: string;
  /** The problem's title; its name where the log does not tell. */
  readonly title: string;
  /** Markdown; empty where the log does not tell, as are features and splits. */
  readonly statement: string;
  readonly features: RunStarted['features'];
  readonly splits: RunStarted['splits'];
  readonly seed: string;
  readonly adrsVersion: string;
  readonly config: Json;
  readonly host: Json;
  /** Null before the first event; values are then fitnesses. */
  readonly objective: ObjectiveFacts | null;
  readonly budget: RunBudget;
  /** The rest of the budgets for models, open calls counted at their worst; null for no limit. */
  readonly left: { readonly [K in 'usd' | 'tokens' | 'calls']: number | null };
  readonly evaluations: number;
  /** Programs of the run, seeds included. */
  readonly programs: number;
  readonly scored: number;
  /** Verdicts that clocks made: with any, the run cannot be reproduced from its seed. */
  readonly clockVerdicts: number;
  /** Programs without a score, by reason; `quarantined` for those that cannot be believed. */
  readonly rejected: Readonly<Record<string, number>>;
  /** Proposals that brought no program, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** The same by cause, the commonest first, models before others; a bounded number. */
  readonly drops: readonly DropView[];
  /** What was changed on the way, in order; a run with any is not reproducible from its seed. */
  readonly changes: readonly ChangeView[];
  readonly best: BestView | null;
  /** Seeds first, then baselines, each in the order of measuring. */
  readonly references: readonly PolicyView[];
  /** Programs measured on the sealed test split. */
  readonly finalists: readonly PolicyView[];
  /** The latest programs whose validation brought no score, so that they are no finalists; a bounded number. */
  readonly unconfirmed: readonly PolicyView[];
  /** Best train result so far; a bounded number of points. */
  readonly curve: readonly CurvePoint[];
  /** Evenly spaced scored programs; a bounded number of points. */
  readonly samples: readonly CurvePoint[];
  /** Proposers of programs; advisors are listed separately. */
  readonly proposers: readonly ProposerView[];
  readonly models: ModelsView;
  readonly advisors: readonly AdvisorView[];
  /** Programs that the latest notes refer to, as far as they exist; a bounded number. */
  readonly cited: readonly LineageStep[];
  /** From the best program back along first parents to its seed; at most 200 steps. */
  readonly lineage: readonly LineageStep[];
  /** Mean bound of the train cases; null unless each has one. */
  readonly trainBound: number | null;
}
