import type { Placement, Search } from '../core/contracts.ts';
import type { ProgramAdded, ProposalDropped, RunEvent, RunFinished } from '../core/events.ts';
import type { Evaluation, Individual } from '../core/program.ts';
import type { ProposerChoice } from './run-plan.ts';

/** What the engine remembers of a program; its texts stay in the store. */
export interface ProgramRecord {
  readonly ordinal: number;
  readonly island: number;
  readonly parents: readonly string[];
  readonly proposer: string;
  readonly sourceHash: string;
  readonly evaluationHash: string;
  readonly fitness: number | null;
}

/** A program-added event before the search has placed it. */
export type Unplaced = Omit<ProgramAdded, 'placement'>;

/** How far a run is. */
export interface Progress {
  /** Events of the log. */
  events: number;
  /** Programs told to the search. */
  tells: number;
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
  /** `name/split` of the policies measured for comparison. */
  readonly measured: Set<string>;
  readonly tested: Set<string>;
}

/** The state of a run: a fold over its events, the same whether they happen now or are read back. */
export interface RunState {
  readonly progress: Readonly<Progress>;
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
  readonly proposers: readonly { readonly name: string }[];
  readonly choice: ProposerChoice;
  readonly order: 'strict' | 'eager';
}

/** An empty run. */
export function createRunState(options: RunStateOptions): RunState {
  const { search, choice, order } = options;
  const chosen = new Set(options.proposers.map(({ name }) => name));
  const records = new Map<string, ProgramRecord>();
  const normalForms = new Map<string, string>();
  const progress = noProgress();
  const reward = (event: ProgramAdded | ProposalDropped): void => {
    if (chosen.has(event.proposer)) choice.reward(rewardOf(event, { records, order }));
  };
  return {
    progress,
    record: (id) => records.get(id),
    known: (normalHash) => normalForms.get(normalHash),
    place(added) {
      progress.tells += 1;
      return search.tell(individualOf(added));
    },
    apply(event) {
      progress.events += 1;
      if (event.type === 'program-added') {
        reward(event);
        records.set(event.id, recordOf(event));
        normalForms.set(event.normalHash, event.id);
      } else if (event.type === 'proposal-dropped') {
        reward(event);
      }
      advance(progress, event);
    },
  };
}

function noProgress(): Progress {
  return {
    events: 0,
    tells: 0,
    spent: 0,
    improvedAt: 0,
    barren: 0,
    best: undefined,
    pendingValidation: undefined,
    finished: undefined,
    validated: new Map(),
    measured: new Set(),
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
    progress.measured.add(`${event.name}/${event.split}`);
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

function rewardOf(
  event: ProgramAdded | ProposalDropped,
  run: {
    readonly records: ReadonlyMap<string, ProgramRecord>;
    readonly order: 'strict' | 'eager';
  },
): Parameters<ProposerChoice['reward']>[0] {
  const seconds =
    event.proposeSeconds + (event.type === 'program-added' ? event.evaluateSeconds : 0);
  // Seconds differ from run to run; evaluations do not, so strict order counts those.
  const cost = run.order === 'strict' ? Math.max(event.evaluations, 0.1) : Math.max(seconds, 1e-6);
  if (event.type === 'proposal-dropped') {
    return { name: event.proposer, improvement: 0, placed: false, cost };
  }
  const parent = run.records.get(event.parents[0] ?? '')?.fitness ?? null;
  const gained = event.fitness !== null && parent !== null ? event.fitness - parent : 0;
  return {
    name: event.proposer,
    improvement: Math.max(0, gained),
    placed: event.placement !== 'not-added',
    cost,
  };
}

function recordOf(event: ProgramAdded): ProgramRecord {
  const { ordinal, island, parents, proposer, sourceHash, evaluationHash, fitness } = event;
  return { ordinal, island, parents, proposer, sourceHash, evaluationHash, fitness };
}

function individualOf(added: Unplaced): Individual {
  const { id, ordinal, island, parents, fitness, features, caseFitness } = added;
  return { id, ordinal, island, parents, fitness, features, caseFitness };
}
