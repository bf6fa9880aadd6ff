import type { Objection, ProposeContext } from '../core/contracts.ts';
import type { Source } from '../core/program.ts';
import type { Ticket } from './flights.ts';
import type { ProgramLibrary } from './program-library.ts';
import type { Novelty, RunPlan } from './run-plan.ts';
import type { RunState } from './run-state.ts';

/** Programs of an island, the latest, that a new one is compared with. */
const COMPARED = 2_000;

/** Judges proposals before they are evaluated. */
export interface Reviewer {
  /** For one candidate: only what was known when it was asked for counts, so that replays agree. */
  reviewFor(ticket: Ticket, signal: AbortSignal): ProposeContext['review'];
}

interface ReviewerOptions {
  readonly plan: Pick<RunPlan, 'inspect' | 'normalHash' | 'novelty'>;
  readonly state: RunState;
  readonly library: ProgramLibrary;
}

/** A reviewer over a run. */
export function createReviewer({ plan, state, library }: ReviewerOptions): Reviewer {
  const { novelty } = plan;
  const neighbours =
    novelty === undefined ? undefined : createNeighbours({ novelty, state, library });
  return {
    reviewFor: (ticket, signal) => async (source) => {
      const flaw = await plan.inspect(source, signal);
      if (flaw !== undefined) return flaw;
      const twin = twinOf(source, ticket, { plan, state, library });
      return twin ?? neighbours?.(source, ticket);
    },
  };
}

function twinOf(
  source: Source,
  { askedAfter, selection }: Ticket,
  { plan, state, library }: ReviewerOptions,
): Objection | undefined {
  const hash = plan.normalHash(source);
  if (hash === undefined) return undefined;
  const { parent } = selection;
  if (parent !== null && plan.normalHash(library.get(parent).source) === hash) {
    const text = 'nothing has changed: apart from layout, comments and names this is the parent';
    return { kind: 'no-op', text };
  }
  const twin = state.known(hash);
  const record = twin === undefined ? undefined : state.record(twin);
  if (twin === undefined || record === undefined || record.toldAfter >= askedAfter)
    return undefined;
  return {
    kind: 'duplicate',
    text: `apart from layout, comments and names this is ${twin}, which ${verdictOn(record)}`,
  };
}

function verdictOn(record: {
  readonly fitness: number | null;
  readonly reason: string | undefined;
}): string {
  return record.fitness === null
    ? `has no score: ${record.reason ?? 'unknown'}`
    : `has a fitness of ${record.fitness}`;
}

interface NeighbourOptions {
  readonly novelty: Novelty;
  readonly state: RunState;
  readonly library: ProgramLibrary;
}

/** Compares sketches, which are made when first needed. */
function createNeighbours({
  novelty,
  state,
  library,
}: NeighbourOptions): (source: Source, ticket: Ticket) => Objection | undefined {
  const sketches = new Map<string, Uint32Array>();
  const sketchOf = (id: string): Uint32Array => {
    const known = sketches.get(id) ?? novelty.sketch(library.get(id).source);
    sketches.set(id, known);
    return known;
  };
  return (source, { selection, facts }) => {
    const { island } = selection;
    const { islandSize } = facts;
    const threshold = novelty.threshold(island);
    const sketch = novelty.sketch(source);
    const members = state.memory
      .members(island)
      .slice(Math.max(0, islandSize - COMPARED), islandSize);
    for (const id of members) {
      const similarity = novelty.similarity(sketch, sketchOf(id));
      if (similarity < threshold) continue;
      const share = (100 * similarity).toFixed(1);
      const text = `this is ${share} % the same as ${id}, which ${verdictOn(state.record(id) ?? UNKNOWN)}; propose something that differs more`;
      return { kind: 'too-similar', text };
    }
    return undefined;
  };
}

const UNKNOWN = { fitness: null, reason: undefined };
