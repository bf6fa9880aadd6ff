import { createEliteFold, type EliteFold } from '../core/elites.ts';
import type { AdviceTaken, BestExported, RunStarted } from '../core/events.ts';
import type { CaseResult } from '../core/program.ts';
import { createCallTally, type CallTally } from './call-tally.ts';
import { createCurve, type Curve } from './curve.ts';
import { createDropTally, type DropTally } from './drop-tally.ts';
import { createProgramLedger, type ProgramLedger } from './program-ledger.ts';
import { createProposerTally, type ProposerTally } from './proposer-tally.ts';
import { createRunClock, type RunClock } from './run-clock.ts';
import type { ChangeView } from './run-view.ts';
import type { ObjectiveFacts, SplitScore } from './split-score.ts';

const CURVE_POINTS = 400;
const SAMPLE_POINTS = 1200;

/** Counters that are updated by each event. */
export interface FoldState {
  started: RunStarted | undefined;
  objective: ObjectiveFacts | null;
  status: 'running' | 'paused' | 'finished';
  reason: string | null;
  events: number;
  headAt: number | null;
  evaluations: number;
  programs: number;
  scored: number;
  /** Verdicts that clocks made. */
  clockVerdicts: number;
  trainBound: number | null;
  /** The export of the best program. */
  exported: BestExported | undefined;
  /** Programs whose logged score is better than the bound. */
  readonly unbelieved: Set<string>;
  readonly rejected: Map<string, number>;
  readonly dropped: Map<string, number>;
  readonly drops: DropTally;
  readonly changes: ChangeView[];
  /** Evaluations when the test split was first opened, and when it had been before the run went on. */
  testOpenedAfter: number | undefined;
  testSeenAfter: number | undefined;
  readonly references: Map<string, Record<string, SplitScore>>;
  readonly tested: Map<string, SplitScore>;
  /** The latest advice of each advisor, by its name, and how often it gave any. */
  readonly advice: Map<string, { readonly taken: number; readonly event: AdviceTaken }>;
  /** By `name/split`. */
  readonly cases: Map<string, readonly CaseResult[]>;
}

/** Records of programs, proposers and times. */
export interface Parts {
  readonly clock: RunClock;
  readonly ledger: ProgramLedger;
  readonly tally: ProposerTally;
  readonly calls: CallTally;
  elites: EliteFold;
  curve: Curve;
  samples: Curve;
}

/** A run being folded. */
export interface Fold {
  readonly state: FoldState;
  readonly parts: Parts;
}

/** Forgets every result, when the problem has changed: they could not be compared with those that come. */
export function forgetResults({ state, parts }: Fold): void {
  parts.ledger.forgetResults();
  parts.elites = createEliteFold();
  parts.curve = createCurve(CURVE_POINTS);
  parts.samples = createCurve(SAMPLE_POINTS);
  state.trainBound = null;
  state.exported = undefined;
  for (const results of [state.references, state.tested, state.cases]) results.clear();
}

/** A fold over no events. */
export function createFold(): Fold {
  const state = emptyState();
  return {
    state,
    parts: {
      clock: createRunClock(),
      ledger: createProgramLedger(() => state.objective),
      tally: createProposerTally(),
      calls: createCallTally(),
      elites: createEliteFold(),
      curve: createCurve(CURVE_POINTS),
      samples: createCurve(SAMPLE_POINTS),
    },
  };
}

function emptyState(): FoldState {
  return {
    started: undefined,
    objective: null,
    status: 'running',
    reason: null,
    events: 0,
    headAt: null,
    trainBound: null,
    exported: undefined,
    evaluations: 0,
    programs: 0,
    scored: 0,
    unbelieved: new Set(),
    clockVerdicts: 0,
    rejected: new Map(),
    dropped: new Map(),
    drops: createDropTally(),
    changes: [],
    testOpenedAfter: undefined,
    testSeenAfter: undefined,
    references: new Map(),
    tested: new Map(),
    advice: new Map(),
    cases: new Map(),
  };
}
