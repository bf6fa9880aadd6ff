import type { ProblemChanged, ProgramAdded, RunEvent, RunFinished } from '../core/events.ts';
import type { Spending } from '../core/model.ts';
import type { Evaluation } from '../core/program.ts';
import { addSpending, NO_SPENDING } from './spending.ts';

/** The progress of a run. */
export interface Progress {
  /** Events of the log. */
  events: number;
  /** Programs told to the search. */
  tells: number;
  /** Candidates that came to an end, of any kind. */
  commits: number;
  /** Evaluations spent. */
  spent: number;
  /** Of those, by proposers that ask no model. */
  spentWithoutModel: number;
  /** For the replies to candidates that came to an end. */
  paid: Spending;
  /** `spent` when the best train fitness last rose. */
  improvedAt: number;
  /** Proposals in a row that brought no program. */
  consecutiveDrops: number;
  /** Ids of the latest programs, in a row, on which the evaluator failed. */
  faults: readonly string[];
  best: { readonly id: string; readonly fitness: number } | undefined;
  /** Programs that were the best when they came, and so were audited on train. */
  readonly champions: Set<string>;
  /** A new best program that has not been validated yet. */
  pendingValidation: string | undefined;
  finished: RunFinished['reason'] | undefined;
  /** Validation results by program id, in the order of validation. */
  readonly validated: Map<string, Evaluation>;
  /** Policies measured for comparison, by `name/split`. */
  readonly measured: Map<string, Evaluation>;
  readonly tested: Set<string>;
  /** Whether the log holds the text of the best program for export. */
  isExported: boolean;
  /** Programs that must be measured again before anything else is asked for. */
  toRemeasure: readonly string[];
}

/** The end of a candidate, of any kind. */
export type Commit = Extract<RunEvent, { readonly askedAfter: number }>;

/** Whether an event ends a candidate. */
export function isCommit(event: RunEvent): event is Commit {
  return 'askedAfter' in event;
}

/** Of a run that has not begun. */
export function noProgress(): Progress {
  return {
    events: 0,
    tells: 0,
    commits: 0,
    spent: 0,
    spentWithoutModel: 0,
    paid: NO_SPENDING,
    improvedAt: 0,
    consecutiveDrops: 0,
    faults: [],
    best: undefined,
    pendingValidation: undefined,
    finished: undefined,
    champions: new Set(),
    validated: new Map(),
    measured: new Map(),
    tested: new Set(),
    isExported: false,
    toRemeasure: [],
  };
}

type Advance = {
  readonly [T in RunEvent['type']]?: (
    progress: Progress,
    event: Extract<RunEvent, { readonly type: T }>,
  ) => void;
};

/** The change of each event; the others change nothing. */
const ADVANCE: Advance = {
  'advice-taken': noteCommit,
  'program-added': (progress, event) => {
    noteCommit(progress, event);
    progress.spent += event.evaluations;
    progress.consecutiveDrops = 0;
    progress.faults = event.reason === 'evaluator-fault' ? [...progress.faults, event.id] : [];
    noteBest(progress, event);
  },
  'proposal-dropped': (progress, event) => {
    noteCommit(progress, event);
    progress.spent += event.evaluations;
    progress.consecutiveDrops += 1;
  },
  'program-validated': (progress, event) => {
    progress.validated.set(event.id, event.evaluation);
    if (progress.pendingValidation === event.id) progress.pendingValidation = undefined;
  },
  'baseline-measured': (progress, event) => {
    progress.measured.set(`${event.name}/${event.split}`, event.evaluation);
  },
  'test-measured': (progress, event) => {
    progress.tested.add(event.id);
    // A score that cannot be believed on one split is believed on none.
    const { id, evaluation } = event;
    if (evaluation.status === 'quarantined' && progress.validated.has(id)) {
      progress.validated.set(id, evaluation);
    }
  },
  'best-exported': (progress) => {
    progress.isExported = true;
  },
  'run-finished': (progress, event) => {
    progress.finished = event.reason;
  },
  'run-resumed': (progress, { changes }) => {
    if (changes === undefined) return;
    if (progress.finished === 'plateau') progress.improvedAt = progress.spent;
    progress.finished = undefined;
    progress.isExported = false;
    progress.consecutiveDrops = 0;
    if (changes.problem !== undefined) forgetResults(progress, changes.problem);
  },
  'program-remeasured': (progress, event) => {
    progress.toRemeasure = progress.toRemeasure.filter((id) => id !== event.id);
    noteBest(progress, event);
  },
};

/** Every result was one of another problem. */
function forgetResults(progress: Progress, { programs }: ProblemChanged): void {
  progress.toRemeasure = programs;
  progress.best = undefined;
  progress.pendingValidation = undefined;
  progress.improvedAt = progress.spent;
  progress.faults = [];
  progress.validated.clear();
  progress.champions.clear();
  progress.measured.clear();
  progress.tested.clear();
}

function noteCommit(progress: Progress, { spending }: Commit): void {
  progress.commits += 1;
  if (spending !== undefined) progress.paid = addSpending(progress.paid, spending);
}

/** Takes an event into account. */
export function advance<T extends RunEvent['type']>(
  progress: Progress,
  event: Extract<RunEvent, { readonly type: T }>,
): void {
  const change = ADVANCE[event.type];
  change?.(progress, event);
}

function noteBest(progress: Progress, { id, fitness }: Pick<ProgramAdded, 'id' | 'fitness'>): void {
  if (fitness === null || fitness <= (progress.best?.fitness ?? -Infinity)) return;
  progress.best = { id, fitness };
  progress.champions.add(id);
  progress.improvedAt = progress.spent;
  progress.pendingValidation = id;
}
