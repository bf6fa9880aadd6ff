import { StoreError } from '../core/errors.ts';
import type {
  AdviceTaken,
  LoggedEvent,
  ProgramAdded,
  ProposalDropped,
  RunEvent,
} from '../core/events.ts';
import { nameOf, type Ticket } from './in-flight.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';
import type { RunPlan } from './run-plan.ts';
import { isCommit } from './progress.ts';
import { createRunState, type RunState } from './run-state.ts';

/** What a log amounted to. */
export interface Replayed {
  readonly events: number;
  readonly programs: number;
  /** Running time so far, pauses left out. */
  readonly activeSeconds: number;
}

interface Rebuilding {
  readonly plan: RunPlan;
  readonly state: RunState;
  readonly pipeline: Pipeline;
}

/**
 * Rebuilds a run from its log alone and proves that it is the same run: every candidate is asked for
 * again at the moment it was asked for, and the search must select and place it as the log says.
 * Throws StoreError at the first difference.
 */
export async function replay(plan: RunPlan): Promise<Replayed> {
  const state = createRunState(plan);
  const work = (): Promise<never> => Promise.reject(new StoreError('a replay starts no work'));
  const pipeline = createPipeline({ plan, state, work });
  return rebuild({ plan, state, pipeline });
}

/** Applies the whole log to an empty run. What was in flight is in flight again, not yet started. */
export async function rebuild(run: Rebuilding): Promise<Replayed> {
  const { plan, state, pipeline } = run;
  const clock = createActiveClock();
  let hasAsked = false;
  for await (const logged of plan.store.read()) {
    const { event } = logged;
    if (!hasAsked && isWork(event)) {
      pipeline.fill();
      hasAsked = true;
    }
    if (isCommit(event)) verify(event, logged.sequence, run);
    state.apply(event);
    // Calls stand between commits; what is asked for was decided right after a commit, or a new start.
    if (isCommit(event) || (hasAsked && event.type === 'run-resumed')) pipeline.fill();
    clock.see(logged);
    plan.onEvent?.(logged);
  }
  const { events, tells: programs } = state.progress;
  return { events, programs, activeSeconds: clock.seconds() };
}

type Asked = ProgramAdded | ProposalDropped | AdviceTaken;

function answererOf(event: Asked): string {
  return event.type === 'advice-taken' ? event.advisor : event.proposer;
}

/** Whether an event can only come after the first ask. */
function isWork(event: RunEvent): boolean {
  return isCommit(event) || event.type === 'call-reserved';
}

function verify(event: Asked, sequence: number, { state, pipeline }: Rebuilding): void {
  verifyAsk(event, pipeline.take(event.ordinal), sequence);
  if (event.type === 'program-added') verifyPlacement(state, event, sequence);
}

function verifyAsk(event: Asked, ticket: Ticket | undefined, sequence: number): void {
  if (ticket !== undefined && isSameAsk(event, ticket)) return;
  const { askedAfter, island, selection } = event;
  const logged = JSON.stringify({ proposer: answererOf(event), askedAfter, island, ...selection });
  throw differs(sequence, `candidate ${event.ordinal} was asked for as ${logged}`, {
    now: ticket === undefined ? 'not asked for' : JSON.stringify(ticket),
  });
}

/** Member by member: a log has a hundred thousand of these. */
function isSameAsk(event: Asked, ticket: Ticket): boolean {
  const { selection } = ticket;
  return (
    answererOf(event) === nameOf(ticket) &&
    event.askedAfter === ticket.askedAfter &&
    event.island === selection.island &&
    event.selection.parent === selection.parent &&
    event.selection.inspirations.length === selection.inspirations.length &&
    event.selection.inspirations.every((id, index) => id === selection.inspirations[index])
  );
}

function verifyPlacement(state: RunState, event: ProgramAdded, sequence: number): void {
  const { placement: logged, ...unplaced } = event;
  const placement = state.place(unplaced);
  if (placement === logged) return;
  throw differs(sequence, `program ${event.id} was placed as ${logged}`, { now: placement });
}

function differs(sequence: number, what: string, { now }: { readonly now: string }): StoreError {
  return new StoreError(`event ${sequence} of the log: ${what}, and is now ${now}`, {
    hint: 'the log was written by another version of adrs, or was changed',
  });
}

/** Sums the time between the first and the last event of each stretch between pauses. */
function createActiveClock(): { see(logged: LoggedEvent): void; seconds(): number } {
  let total = 0;
  let from: number | undefined;
  let last = 0;
  const isStart = ({ type }: RunEvent): boolean => type === 'run-started' || type === 'run-resumed';
  return {
    see({ at, event }) {
      if (from === undefined || isStart(event)) {
        total += from === undefined ? 0 : last - from;
        from = at;
      }
      last = at;
    },
    seconds: () => (total + (from === undefined ? 0 : last - from)) / 1_000,
  };
}
