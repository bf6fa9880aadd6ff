import type { Background, Brief, ProgramSummary } from '../core/proposer.ts';
import type { Ticket } from './in-flight.ts';
import type { ProgramLibrary } from './program-library.ts';
import type { RunPlan } from './run-plan.ts';
import type { RunState } from './run-state.ts';

/** Generations that a lineage goes back. */
const MAX_GENERATIONS = 8;

interface BriefContext {
  readonly plan: Pick<RunPlan, 'problem'>;
  readonly state: RunState;
  readonly library: ProgramLibrary;
}

/** The brief of a ticket: the snapshot of its history, with texts from the store. */
export function briefOf({ ordinal, selection, history }: Ticket, context: BriefContext): Brief {
  const { plan, library } = context;
  const { island, parent, inspirations } = selection;
  return {
    problem: plan.problem,
    ordinal,
    island,
    parent: parent === null ? null : library.get(parent),
    inspirations: inspirations.map((id) => library.get(id)),
    background: () => backgroundOf(parent, history, context),
  };
}

function backgroundOf(
  parent: string | null,
  history: Ticket['history'],
  { state, library }: BriefContext,
): Background {
  const { best, attempts, rejected, recent, notes } = history;
  return {
    references: referencesOn('train', state),
    best: best === undefined ? null : library.get(best),
    parentNote: parent === null ? '' : (state.record(parent)?.note ?? ''),
    ancestors: ancestorsOf(parent, state),
    attempts,
    rejected: rejected.map((id) => library.get(id)),
    recent,
    notes,
  };
}

/** The reference policies, which are measured before anything is asked for. */
function referencesOn(split: string, { progress }: RunState): Background['references'] {
  const suffix = `/${split}`;
  return [...progress.measured]
    .filter(([place]) => place.endsWith(suffix))
    .map(([place, evaluation]) => ({ name: place.slice(0, -suffix.length), evaluation }));
}

function ancestorsOf(parent: string | null, state: RunState): readonly ProgramSummary[] {
  const ancestors: ProgramSummary[] = [];
  let id = parent === null ? undefined : state.record(parent)?.parents[0];
  while (id !== undefined && ancestors.length < MAX_GENERATIONS) {
    const record = state.record(id);
    if (record === undefined) break;
    const { parents, proposer, note, fitness, reason } = record;
    ancestors.push({ id, parents, proposer, note, fitness, reason });
    id = parents[0];
  }
  return ancestors;
}
