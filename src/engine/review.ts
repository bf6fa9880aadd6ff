import type { Objection, ProposeContext } from '../core/proposer.ts';
import type { Question } from '../core/model.ts';
import type { Source } from '../core/program.ts';
import { cosine, decodeVector } from '../models/vector.ts';
import type { CandidateCalls } from './calls.ts';
import type { Ticket } from './flights.ts';
import type { ProgramLibrary } from './program-library.ts';
import type { Embedding, Novelty, RunPlan } from './run-plan.ts';
import type { RunState } from './run-state.ts';

/** Programs of an island, the latest, that a new one is compared with. */
const COMPARED = 2_000;

/** Judges proposals before they are evaluated. */
export interface Reviewer {
  /** For one candidate: only what was known when it was asked for counts, so that replays agree. */
  reviewFor(
    ticket: Ticket,
    means: { readonly signal: AbortSignal; readonly calls: CandidateCalls },
  ): ProposeContext['review'];
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
  const embedding = novelty?.embedding;
  const kindred =
    embedding === undefined ? undefined : createKindred({ embedding, state, library });
  return {
    reviewFor:
      (ticket, { signal, calls }) =>
      async (source) => {
        const flaw = await plan.inspect(source, signal);
        if (flaw !== undefined) return flaw;
        const twin = twinOf(source, ticket, { plan, state, library });
        const known = twin ?? neighbours?.(source, ticket);
        return known ?? (await kindred?.(source, ticket, calls));
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

/** Programs of the ticket's island that were known when it was asked for. */
function islandOf({ selection, facts }: Ticket, { memory }: RunState): readonly string[] {
  const { islandSize } = facts;
  return memory.members(selection.island).slice(Math.max(0, islandSize - COMPARED), islandSize);
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
  return (source, ticket) => {
    const threshold = novelty.threshold(ticket.selection.island);
    const sketch = novelty.sketch(source);
    for (const id of islandOf(ticket, state)) {
      const similarity = novelty.similarity(sketch, sketchOf(id));
      if (similarity >= threshold) return tooSimilar(id, similarity, state);
    }
    return undefined;
  };
}

function tooSimilar(id: string, similarity: number, state: RunState): Objection {
  const verdict = verdictOn(state.record(id) ?? { fitness: null, reason: undefined });
  const share = (100 * similarity).toFixed(1);
  const text = `this is ${share} % the same as ${id}, which ${verdict}; propose something that differs more`;
  return { kind: 'too-similar', text };
}

interface KindredOptions {
  readonly embedding: Embedding;
  readonly state: RunState;
  readonly library: ProgramLibrary;
}

/**
 * Compares vectors. Every program that came this far was asked for as a vector by its own candidate, so
 * the others' are in the log.
 */
function createKindred({
  embedding,
  state,
  library,
}: KindredOptions): (
  source: Source,
  ticket: Ticket,
  calls: CandidateCalls,
) => Promise<Objection | undefined> {
  const { model, threshold } = embedding;
  const vectors = new Map<string, Float32Array | undefined>();
  const vectorOf = (id: string, calls: CandidateCalls): Float32Array | undefined => {
    const ordinal = state.record(id)?.ordinal;
    if (ordinal === undefined || vectors.has(id)) return vectors.get(id);
    const recorded = calls.recorded(model, questionAbout(library.get(id).source), ordinal);
    const vector = recorded === undefined ? undefined : decodeVector(recorded.text);
    vectors.set(id, vector);
    return vector;
  };
  return async (source, ticket, calls) => {
    const { text } = await calls.complete(model, questionAbout(source));
    const vector = decodeVector(text);
    for (const id of islandOf(ticket, state)) {
      const other = vectorOf(id, calls);
      const similarity = other === undefined ? 0 : cosine(vector, other);
      if (similarity >= threshold) return tooSimilar(id, similarity, state);
    }
    return undefined;
  };
}

function questionAbout({ files }: Source): Question {
  const text = Object.keys(files)
    .toSorted()
    .map((name) => files[name] ?? '')
    .join('\n');
  return { messages: [{ role: 'user', text }], title: 'embed' };
}
