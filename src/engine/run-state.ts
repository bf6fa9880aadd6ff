import type { Proposer } from '../core/proposer.ts';
import type { ArchiveUpdate, Search } from '../core/search.ts';
import type { ElitesChanged, ProgramAdded, ProposalDropped, RunEvent } from '../core/events.ts';
import type { Individual } from '../core/program.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { advance, isCommit, noProgress, type Progress } from './progress.ts';
import { rewardOf } from './reward.ts';
import { createRunMemory, type RunMemory } from './run-memory.ts';
import type { Budget, ProposerChoice } from './run-plan.ts';
import { createStallWatch, isStalled, type StallWatch } from './stall.ts';

/** The engine's record of a program; its texts stay in the store. */
export interface ProgramRecord {
  readonly ordinal: number;
  readonly island: number;
  readonly parents: readonly string[];
  readonly proposer: string;
  readonly sourceHash: string;
  readonly evaluationHash: string;
  readonly fitness: number | null;
  readonly note: string;
  /** The reason why it has no fitness. */
  readonly reason: string | undefined;
  /** Number of tells to the search before it. */
  readonly tellsBefore: number;
}

/** A program-added event before the search has placed it. */
export type Unplaced = Omit<ProgramAdded, keyof ArchiveUpdate>;

/** The search's answer as the log holds it: the placement of the program, and the events that follow its own. */
export interface Placed {
  readonly place: Omit<ArchiveUpdate, 'changes'>;
  readonly changes: readonly ElitesChanged[];
}

/** The state of a run: a fold over its events, the same whether they happen now or are read back. */
export interface RunState {
  readonly progress: Readonly<Progress>;
  readonly ledger: Ledger;
  readonly memory: RunMemory;
  /** Whether models bring anything. */
  readonly stall: StallWatch;
  record(id: string): ProgramRecord | undefined;
  /** Id of the program with this normal form, if there is one whose verdict no clock made. */
  known(normalHash: string): string | undefined;
  /** Tells the search. */
  place(added: Unplaced): Placed;
  /** Remembers an event. A `program-added` must have been placed before. */
  apply(event: RunEvent): void;
}

interface RunStateOptions {
  readonly search: Search;
  /** Those among which `choice` chooses: seeds and programs of the initial proposer reward nobody. */
  readonly proposers: readonly Pick<Proposer, 'name' | 'model'>[];
  readonly choice: ProposerChoice;
  readonly initialProposer: Pick<Proposer, 'name' | 'model'>;
  readonly budget: Budget;
}

/** An empty run. */
export function createRunState(options: RunStateOptions): RunState {
  const { search, choice, proposers, initialProposer, budget } = options;
  const chosen = new Set(proposers.map(({ name }) => name));
  const programs = createProgramRecords();
  const progress = noProgress();
  const ledger = createLedger();
  const authors = [...proposers, initialProposer];
  const memory = createRunMemory({ proposers: authors, best: () => progress.best?.id });
  const writers = new Set(authors.filter((one) => one.model !== undefined).map(({ name }) => name));
  const stall = createStallWatch(writers);
  const account = (event: ProgramAdded | ProposalDropped): void => {
    if (chosen.has(event.proposer)) choice.reward(rewardOf(event, programs.record, budget));
    stall.see(event, ledger.drawnBy(event.ordinal));
    if (!writers.has(event.proposer)) progress.spentWithoutModel += event.evaluations;
  };
  return {
    progress,
    ledger,
    memory,
    stall,
    record: programs.record,
    known: programs.known,
    place(added) {
      progress.tells += 1;
      return placedBy(search.tell(individualOf(added)));
    },
    apply(event) {
      progress.events += 1;
      if (event.type === 'call-reserved' || event.type === 'call-settled') ledger.apply(event);
      if (event.type === 'program-added' || event.type === 'proposal-dropped') account(event);
      // The search has this program already.
      if (event.type === 'program-added') programs.add(event, progress.tells - 1);
      if (isCommit(event)) memory.apply(event, ledger.overruns.by(event.ordinal));
      if (event.type === 'run-resumed') memory.resume();
      // After any other pause the row goes on, so that an interruption changes nothing.
      if (event.type === 'run-resumed' && isStalled(stall, budget)) stall.reset();
      advance(progress, event);
    },
  };
}

interface ProgramRecords extends Pick<RunState, 'record' | 'known'> {
  add(event: ProgramAdded, tellsBefore: number): void;
}

/** The programs of a run, by id and by normal form. */
function createProgramRecords(): ProgramRecords {
  const records = new Map<string, ProgramRecord>();
  const normalForms = new Map<string, string>();
  return {
    record: (id) => records.get(id),
    known: (normalHash) => normalForms.get(normalHash),
    add(event, tellsBefore) {
      records.set(event.id, recordOf(event, tellsBefore));
      if (event.byClock !== true) normalForms.set(event.normalHash, event.id);
    },
  };
}

function placedBy({ changes, ...place }: ArchiveUpdate): Placed {
  return { place, changes: changes.map((change) => ({ type: 'elites-changed', ...change })) };
}

function recordOf(event: ProgramAdded, tellsBefore: number): ProgramRecord {
  const { ordinal, island, parents, proposer, sourceHash, evaluationHash } = event;
  const { fitness, note, reason } = event;
  const texts = { sourceHash, evaluationHash, note, reason };
  return { ordinal, island, parents, proposer, ...texts, fitness, tellsBefore };
}

function individualOf(added: Unplaced): Individual {
  const { id, ordinal, island, parents, fitness, features, caseFitness } = added;
  return { id, ordinal, island, parents, fitness, features, caseFitness };
}
