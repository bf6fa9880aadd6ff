import type { Placement, Proposer, Search } from '../core/contracts.ts';
import type { ProgramAdded, ProposalDropped, RunEvent, RunFinished } from '../core/events.ts';
import type { Evaluation, Individual } from '../core/program.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createRunMemory, type RunMemory } from './run-memory.ts';
import type { Budget, ProposerChoice } from './run-plan.ts';

/** What the engine remembers of a program; its texts stay in the store. */
export interface ProgramRecord {
  readonly ordinal: number;
  readonly island: number;
  readonly parents: readonly string[];
  readonly proposer: string;
  readonly sourceHash: string;
  readonly evaluationHash: string;
  readonly fitness: number | null;
  readonly note: string;
  /** Why it has no fitness. */
  readonly reason: string | undefined;
  /** How many programs were told to the search before. */
  readonly toldAfter: number;
}

/** A program-added event before the search has placed it. */
export type Unplaced = Omit<ProgramAdded, 'placement'>;

/** How far a run is. */
export interface Progress {
  /** Events of the log. */
  events: number;
  /** Programs told to the search. */
  tells: number;
  /** Candidates that came to an end, whatever it was. */
  commits: number;
  /** Evaluations spent. */
  spent: number;
  /** `spent` when the best train fitness last rose. */
  improvedAt: number;
  /** Proposals in a row that brought no program. */
  barren: number;
  best: { readonly id: string; readonly fitness: number } | undefined;
  /** A new best program that has not been validated yet. */
  pendingValidation: string | undefined;
  finished: RunFinished['reason'] | undefined;
  /** Validation results by program id, in the order of validation. */
  readonly validated: Map<string, Evaluation>;
  /** Policies measured for comparison, by `name/split`. */
  readonly measured: Map<string, Evaluation>;
  readonly tested: Set<string>;
}

/** The state of a run: a fold over its events, the same whether they happen now or are read back. */
export interface RunState {
  readonly progress: Readonly<Progress>;
  readonly ledger: Ledger;
  readonly memory: RunMemory;
  record(id: string): ProgramRecord | undefined;
  /** Id of the program with this normal form, if there is one. */
  known(normalHash: string): string | undefined;
  /** Tells the search. */
  place(added: Unplaced): Placement;
  /** Remembers an event. A `program-added` must have been placed before. */
  apply(event: RunEvent): void;
}

interface RunStateOptions {
  readonly search: Search;
  /** Those among which `choice` chooses: seeds and the starter's programs reward nobody. */
  readonly proposers: readonly Pick<Proposer, 'name' | 'model'>[];
  readonly choice: ProposerChoice;
  readonly starter: Pick<Proposer, 'name' | 'model'>;
  readonly budget: Budget;
}

/** An empty run. */
export function createRunState(options: RunStateOptions): RunState {
  const { search, choice, proposers, starter, budget } = options;
  const chosen = new Set(proposers.map(({ name }) => name));
  const records = new Map<string, ProgramRecord>();
  const normalForms = new Map<string, string>();
  const progress = noProgress();
  const ledger = createLedger();
  const authors = [...proposers, starter];
  const memory = createRunMemory({ proposers: authors, best: () => progress.best?.id });
  const reward = (event: ProgramAdded | ProposalDropped): void => {
    if (chosen.has(event.proposer)) choice.reward(rewardOf(event, records, budget));
  };
  const remember = (event: ProgramAdded): void => {
    // The search was told already.
    records.set(event.id, recordOf(event, progress.tells - 1));
    normalForms.set(event.normalHash, event.id);
  };
  return {
    progress,
    ledger,
    memory,
    record: (id) => records.get(id),
    known: (normalHash) => normalForms.get(normalHash),
    place(added) {
      progress.tells += 1;
      return search.tell(individualOf(added));
    },
    apply(event) {
      progress.events += 1;
      if (event.type === 'call-reserved' || event.type === 'call-settled') ledger.apply(event);
      if (event.type === 'program-added' || event.type === 'proposal-dropped') reward(event);
      if (event.type === 'program-added') remember(event);
      if (isCommit(event)) {
        progress.commits += 1;
        memory.apply(event);
      }
      advance(progress, event);
    },
  };
}

/** Whether an event ends a candidate. */
export function isCommit(
  event: RunEvent,
): event is Extract<RunEvent, { readonly askedAfter: number }> {
  return 'askedAfter' in event;
}

function noProgress(): Progress {
  return {
    events: 0,
    tells: 0,
    commits: 0,
    spent: 0,
    improvedAt: 0,
    barren: 0,
    best: undefined,
    pendingValidation: undefined,
    finished: undefined,
    validated: new Map(),
    measured: new Map(),
    tested: new Set(),
  };
}

type Advance = {
  readonly [T in RunEvent['type']]?: (
    progress: Progress,
    event: Extract<RunEvent, { readonly type: T }>,
  ) => void;
};

/** What each event changes; the others change nothing. */
const ADVANCE: Advance = {
  'program-added': (progress, event) => {
    progress.spent += event.evaluations;
    progress.barren = 0;
    noteBest(progress, event);
  },
  'proposal-dropped': (progress, event) => {
    progress.spent += event.evaluations;
    progress.barren += 1;
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
  },
  'run-finished': (progress, event) => {
    progress.finished = event.reason;
  },
};

function advance<T extends RunEvent['type']>(
  progress: Progress,
  event: Extract<RunEvent, { readonly type: T }>,
): void {
  const change = ADVANCE[event.type];
  change?.(progress, event);
}

function noteBest(progress: Progress, { id, fitness }: ProgramAdded): void {
  if (fitness === null || fitness <= (progress.best?.fitness ?? -Infinity)) return;
  progress.best = { id, fitness };
  progress.improvedAt = progress.spent;
  progress.pendingValidation = id;
}

/** What a run without limits is taken to have, so that shares can be compared. */
const USUAL = { evaluations: 1_000, usd: 10, wallSeconds: 3_600 };
/** Calls that wait at the same time, about. */
const USUAL_CALLS = 16;
/** Share of an evaluation that even a proposal without a program takes. */
const LEAST_EVALUATIONS = 0.1;

/** A candidate's cost as a share of the run's means. Only what the log tells, so that replays agree. */
function costOf(
  { evaluations, spending }: ProgramAdded | ProposalDropped,
  { evaluations: limit = USUAL.evaluations, wallSeconds = USUAL.wallSeconds, ...budget }: Budget,
): number {
  const usd = budget.spending?.usd ?? USUAL.usd;
  const measured = Math.max(evaluations, LEAST_EVALUATIONS) / limit;
  if (spending === undefined) return measured;
  const paid = usd > 0 ? spending.usd / usd : 0;
  return measured + paid + spending.seconds / (wallSeconds * USUAL_CALLS);
}

function rewardOf(
  event: ProgramAdded | ProposalDropped,
  records: ReadonlyMap<string, ProgramRecord>,
  budget: Budget,
): Parameters<ProposerChoice['reward']>[0] {
  const cost = costOf(event, budget);
  if (event.type === 'proposal-dropped') {
    return { name: event.proposer, improvement: 0, placed: false, cost };
  }
  const fitnessOf = (id: string | null | undefined): number | null =>
    records.get(id ?? '')?.fitness ?? null;
  // A repaired program had no score: it must be better than the parent that was offered.
  const parent = fitnessOf(event.parents[0]) ?? fitnessOf(event.selection.parent);
  const gained = event.fitness !== null && parent !== null ? event.fitness - parent : 0;
  return {
    name: event.proposer,
    improvement: Math.max(0, gained),
    placed: event.placement !== 'not-added',
    cost,
  };
}

function recordOf(event: ProgramAdded, toldAfter: number): ProgramRecord {
  const { ordinal, island, parents, proposer, sourceHash, evaluationHash } = event;
  const { fitness, note, reason } = event;
  const texts = { sourceHash, evaluationHash, note, reason };
  return { ordinal, island, parents, proposer, ...texts, fitness, toldAfter };
}

function individualOf(added: Unplaced): Individual {
  const { id, ordinal, island, parents, fitness, features, caseFitness } = added;
  return { id, ordinal, island, parents, fitness, features, caseFitness };
}
