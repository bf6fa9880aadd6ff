import type { Objection, ProposeContext } from '../core/proposer.ts';
import type { Question } from '../core/model.ts';
import type { Source } from '../core/program.ts';
import { cosine, decodeVector } from '../models/vector.ts';
import type { CandidateCalls } from './model-gateway.ts';
import type { Ticket } from './in-flight.ts';
import type { ProgramLibrary } from './program-library.ts';
import type { Embedding, Novelty, RunPlan } from './run-plan.ts';
import type { RunState } from './run-state.ts';

/** Programs of an island, the latest, that a new one is compared with. */
const MAX_COMPARED = 2_000;

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
  const similar =
    embedding === undefined ? undefined : createSimilarity({ embedding, state, library });
  return {
    reviewFor:
      (ticket, { signal, calls }) =>
      async (source) => {
        const { parent: id } = ticket.selection;
        const parent = id === null ? undefined : library.get(id).source;
        const flaw = await plan.inspect(source, { parent, signal });
        if (flaw !== undefined) return flaw;
        const duplicate = await duplicateOf(source, ticket, { plan, state, library });
        const known = duplicate ?? (await neighbours?.(source, ticket));
        return known ?? (await similar?.(source, ticket, calls));
      },
  };
}

async function duplicateOf(
  source: Source,
  { askedAfter, selection }: Ticket,
  { plan, state, library }: ReviewerOptions,
): Promise<Objection | undefined> {
  const hash = await plan.normalHash(source);
  if (hash === undefined) return undefined;
  const { parent } = selection;
  if (parent !== null && (await plan.normalHash(library.get(parent).source)) === hash) {
    const text = 'nothing has changed: apart from layout, comments and names this is the parent';
    return { kind: 'no-op', text };
  }
  const duplicate = state.known(hash);
  const record = duplicate === undefined ? undefined : state.record(duplicate);
  if (duplicate === undefined || record === undefined || record.tellsBefore >= askedAfter)
    return undefined;
  return {
    kind: 'duplicate',
    text: `apart from layout, comments and names this is ${duplicate}, which ${verdictOn(record)}`,
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
function islandOf({ selection, history }: Ticket, { memory }: RunState): readonly string[] {
  const { islandSize } = history;
  return memory.members(selection.island).slice(Math.max(0, islandSize - MAX_COMPARED), islandSize);
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
}: NeighbourOptions): (source: Source, ticket: Ticket) => Promise<Objection | undefined> {
  const sketches = new Map<string, Uint32Array | undefined>();
  const learn = async (id: string): Promise<void> => {
    sketches.set(id, await novelty.sketch(library.get(id).source));
  };
  return async (source, ticket) => {
    const threshold = novelty.threshold(ticket.selection.island);
    const ids = islandOf(ticket, state);
    const learning = ids.filter((id) => !sketches.has(id)).map(learn);
    const [sketch] = await Promise.all([novelty.sketch(source), ...learning]);
    for (const id of ids) {
      const other = sketches.get(id);
      const similarity = sketch && other ? novelty.similarity(sketch, other) : 0;
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

interface SimilarityOptions {
  readonly embedding: Embedding;
  readonly state: RunState;
  readonly library: ProgramLibrary;
}

/**
 * Compares vectors. Every program that came this far was asked for as a vector by its own candidate, so
 * the others' are in the log.
 */
function createSimilarity({
  embedding,
  state,
  library,
}: SimilarityOptions): (
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
