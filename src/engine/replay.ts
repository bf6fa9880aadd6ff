import { StoreError } from '../core/errors.ts';
import { createTextCheck } from '../core/event-texts.ts';
import { canonicalJson } from '../core/json.ts';
import type {
  AdviceTaken,
  ElitesChanged,
  ProgramAdded,
  ProgramRemeasured,
  ProposalDropped,
  RunEvent,
} from '../core/events.ts';
import type { Store } from '../core/store.ts';
import type { Elite } from '../core/search.ts';
import { nameOf, type Ticket } from './in-flight.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';
import type { RunPlan } from './run-plan.ts';
import { isCommit } from './progress.ts';
import { createRunState, type Placed, type RunState } from './run-state.ts';

/** The result of a replayed log. */
export interface Replayed {
  readonly events: number;
  readonly programs: number;
  /** Running time so far, pauses left out. */
  readonly activeSeconds: number;
  /** The elites at the end, best first. */
  readonly elites: readonly Elite[];
}

interface Rebuilding {
  readonly state: RunState;
  readonly pipeline: Pipeline;
}

/**
 * Rebuilds a run from its log alone and proves that it is the same run: every candidate is asked for
 * again at the moment it was asked for, and the search must select and place it as the log says.
 * Throws StoreError at the first difference.
 */
export async function replay(given: RunPlan): Promise<Replayed> {
  const state = createRunState(given);
  const { plan } = state;
  const work = (): Promise<never> => Promise.reject(new StoreError('a replay starts no work'));
  const pipeline = createPipeline({ plan, state, work });
  return rebuild({ state, pipeline });
}

/** Reads every text of a log and answers their number. Throws StoreError when one is not what its hash says. */
export function checkTexts(store: Pick<Store, 'hashes' | 'blob'>): number {
  const hashes = store.hashes();
  for (const hash of hashes) store.blob(hash);
  return hashes.length;
}

/** Applies the whole log to an empty run. Candidates in flight are in flight again, not yet started. */
export async function rebuild(run: Rebuilding): Promise<Replayed> {
  const { state, pipeline } = run;
  const { plan } = state;
  let activeMs = 0;
  let hasAsked = false;
  const requireTexts = createTextCheck(plan.store);
  let due: readonly ElitesChanged[] = [];
  for await (const logged of plan.store.read()) {
    const { event } = logged;
    requireTexts(logged);
    if (!hasAsked && isWork(event)) {
      pipeline.fill();
      hasAsked = true;
    }
    due = verify(event, logged.sequence, { ...run, due });
    state.apply(event);
    reviseAfter(event, pipeline);
    // Calls stand between commits; what is asked for was decided right after a commit, or a new start.
    if (isCommit(event) || (hasAsked && isNewStart(event, state))) pipeline.fill();
    activeMs = logged.elapsedMs;
    plan.onEvent?.(logged, false);
  }
  const { events, tells: programs } = state.progress;
  if (due[0] !== undefined)
    throw differs(events + 1, 'it is missing', { now: canonicalJson(due[0]) });
  return { events, programs, activeSeconds: activeMs / 1_000, elites: plan.search.elites() };
}

/** A change may hand what is in flight to others. */
function reviseAfter(event: RunEvent, pipeline: Pipeline): void {
  if (event.type === 'run-resumed' && event.changes !== undefined) pipeline.revise();
}

/** Whether asking begins again after an event: when a run was resumed and nothing is left to be measured again. */
function isNewStart({ type }: RunEvent, { progress }: RunState): boolean {
  if (progress.toRemeasure.length > 0) return false;
  return type === 'run-resumed' || type === 'program-remeasured';
}

type Asked = ProgramAdded | ProposalDropped | AdviceTaken;

function answererOf(event: Asked): string {
  return event.type === 'advice-taken' ? event.advisor : event.proposer;
}

/** Whether an event can only come after the first ask. */
function isWork(event: RunEvent): boolean {
  return isCommit(event) || event.type === 'call-reserved';
}

interface Verifying extends Rebuilding {
  /** Events that must come now. */
  readonly due: readonly ElitesChanged[];
}

/** Answers with the events that must follow. */
function verify(
  event: RunEvent,
  sequence: number,
  { state, pipeline, due }: Verifying,
): readonly ElitesChanged[] {
  const left = verifyChange(event, sequence, due);
  if (event.type === 'program-remeasured') {
    return verifyPlacement(event, sequence, state.placeAgain(event.id, event));
  }
  if (!isCommit(event)) return left;
  verifyAsk(event, pipeline.take(event.ordinal), sequence);
  if (event.type !== 'program-added') return [];
  const { placement: _placement, cell: _cell, replaces: _replaces, ...unplaced } = event;
  return verifyPlacement(event, sequence, state.place(unplaced));
}

/** Takes the first of the changes that are due; answers with the others. */
function verifyChange(
  event: RunEvent,
  sequence: number,
  due: readonly ElitesChanged[],
): readonly ElitesChanged[] {
  const [next, ...others] = due;
  if (next === undefined && event.type !== 'elites-changed') return [];
  const [logged, now] = [canonicalJson(event), canonicalJson(next)];
  if (logged === now) return others;
  throw differs(sequence, `after a program comes ${logged}`, { now });
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
    isSameList(event.selection.inspirations, selection.inspirations)
  );
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}

function verifyPlacement(
  { id, placement, cell, replaces }: ProgramAdded | ProgramRemeasured,
  sequence: number,
  { place, changes }: Placed,
): readonly ElitesChanged[] {
  const isSame = placement === place.placement && cell === place.cell;
  if (isSame && isSameList(replaces, place.replaces)) return changes;
  const logged = JSON.stringify({ placement, cell, replaces });
  throw differs(sequence, `program ${id} was placed as ${logged}`, { now: JSON.stringify(place) });
}

function differs(sequence: number, what: string, { now }: { readonly now: string }): StoreError {
  return new StoreError(`event ${sequence} of the log: ${what}, and is now ${now}`, {
    hint: 'the log was written by another version of adrs, or was changed',
  });
}
