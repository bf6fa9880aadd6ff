import type { ArchiveUpdate } from '../core/search.ts';
import type {
  ElitesChanged,
  ProgramAdded,
  ProposalDropped,
  RunEvent,
  RunResumed,
} from '../core/events.ts';
import type { Individual } from '../core/program.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { advance, isCommit, noProgress, type Progress } from './progress.ts';
import { rewardOf } from './reward.ts';
import { createRunMemory, type RunMemory } from './run-memory.ts';
import { createPlanInForce, type PlanInForce } from './plan-in-force.ts';
import { createProgramRecords, type ProgramRecords } from './program-records.ts';
import type { RunPlan } from './run-plan.ts';
import { createStallWatch, isStalled, type StallWatch } from './stall.ts';

/** A program-added event before the search has placed it. */
export type Unplaced = Omit<ProgramAdded, keyof ArchiveUpdate>;

/** The search's answer as the log holds it: the placement of the program, and the events that follow its own. */
export interface Placed {
  readonly place: Omit<ArchiveUpdate, 'changes'>;
  readonly changes: readonly ElitesChanged[];
}

/** The state of a run: a fold over its events, the same whether they happen now or are read back. */
export interface RunState extends Pick<ProgramRecords, 'record' | 'known' | 'founders'> {
  /** The plan as the log has changed it so far. */
  readonly plan: RunPlan;
  readonly progress: Readonly<Progress>;
  readonly ledger: Ledger;
  readonly memory: RunMemory;
  /** Whether models bring anything. */
  readonly stall: StallWatch;
  /** Tells the search. */
  place(added: Unplaced): Placed;
  /** Tells the search of a program that was measured again. */
  placeAgain(id: string, result: Pick<Individual, 'fitness' | 'features' | 'caseFitness'>): Placed;
  /** Remembers an event. A `program-added` must have been placed before. */
  apply(event: RunEvent): void;
}

/** An empty run. */
export function createRunState(given: RunPlan): RunState {
  const inForce = createPlanInForce(given);
  const { plan } = inForce;
  const programs = createProgramRecords();
  const progress = noProgress();
  const ledger = createLedger();
  const { authors } = inForce;
  const memory = createRunMemory({ models: () => authors().models, best: () => progress.best?.id });
  const stall = createStallWatch((name) => authors().models.has(name));
  const parts = { programs, progress, ledger, memory, stall, inForce };
  return {
    plan,
    progress,
    ledger,
    memory,
    stall,
    ...programs,
    place(added) {
      progress.tells += 1;
      return placedBy(plan.search.tell(individualOf(added)));
    },
    placeAgain(id, result) {
      const { ordinal, island, parents } = programs.demand(id);
      return placedBy(plan.search.tell(individualOf({ id, ordinal, island, parents, ...result })));
    },
    apply(event) {
      progress.events += 1;
      if (event.type === 'call-reserved' || event.type === 'call-settled') ledger.apply(event);
      if (event.type === 'program-added' || event.type === 'proposal-dropped')
        account(event, parts);
      // The search has this program already.
      if (event.type === 'program-added') programs.add(event, progress.tells - 1);
      if (event.type === 'program-remeasured') programs.remeasure(event);
      if (isCommit(event)) memory.apply(event, ledger.overruns.by(event.ordinal));
      if (event.type === 'run-resumed') resume(event, parts);
      advance(progress, event);
    },
  };
}

interface StateParts {
  readonly programs: ProgramRecords;
  readonly progress: Progress;
  readonly ledger: Ledger;
  readonly memory: RunMemory;
  readonly stall: StallWatch;
  readonly inForce: PlanInForce;
}

/** Books what a candidate cost and brought. */
function account(
  event: ProgramAdded | ProposalDropped,
  { inForce, programs, progress, ledger, stall }: StateParts,
): void {
  const { plan } = inForce;
  const { chosen, models } = inForce.authors();
  if (chosen.has(event.proposer)) {
    plan.choice.reward(rewardOf(event, (id) => programs.record(id), plan.budget));
  }
  stall.see(event, ledger.drawnBy(event.ordinal));
  if (!models.has(event.proposer)) progress.spentWithoutModel += event.evaluations;
}

function resume({ changes }: RunResumed, parts: StateParts): void {
  const { inForce, programs, memory, stall, ledger } = parts;
  memory.resume();
  // After any other pause the row goes on, so that an interruption changes nothing.
  if (changes !== undefined || isStalled(stall, inForce.plan.budget)) stall.reset();
  if (changes === undefined) return;
  inForce.change(changes);
  if (changes.settings !== undefined) {
    memory.forgetStopped();
    ledger.overruns.forget();
  }
  if (changes.problem === undefined) return;
  memory.forgetResults();
  programs.forgetFaults();
}

function placedBy({ changes, ...place }: ArchiveUpdate): Placed {
  return { place, changes: changes.map((change) => ({ type: 'elites-changed', ...change })) };
}

function individualOf(added: Individual): Individual {
  const { id, ordinal, island, parents, fitness, features, caseFitness } = added;
  return { id, ordinal, island, parents, fitness, features, caseFitness };
}
