import type { ProposeContext } from '../core/proposer.ts';
import { ModelError, ProposalError } from '../core/errors.ts';
import { beginningOf } from '../core/hidden-characters.ts';
import type { Json } from '../core/json.ts';
import type {
  Answer,
  LanguageModel,
  ModelMessage,
  Transcript,
  TranscriptTurn,
} from '../core/model.ts';
import type { ComposedPrompt } from '../prompt/compose-prompt.ts';
import { requestRevision } from '../prompt/request-revision.ts';
import type { Template } from '../prompt/template.ts';

/** A conversation about one brief. */
export interface Conversation<T> {
  readonly kind: string;
  readonly model: LanguageModel;
  /** For people. */
  readonly title: string;
  readonly prompt: ComposedPrompt;
  /** The template that sends a reply back. */
  readonly revise: Template;
  /** Replies that are asked for at most, the first one included. */
  readonly turns: number;
  /** Turns a reply into a value, or into a complaint. */
  readonly read: (answer: Answer) => Promise<Reading<T>> | Reading<T>;
}

/** A usable reply, or the complaint for its author. */
export type Reading<T> =
  | { readonly status: 'usable'; readonly value: T }
  | { readonly status: 'unusable'; readonly kind: string; readonly text: string };

/** The result of a conversation. */
export interface Conversed<T> {
  /** Undefined when no reply could be used. */
  readonly value: T | undefined;
  readonly transcript: Transcript;
}

/** Characters of a reply that are sent back to its author. */
const MAX_RESENT_CHARACTERS = 24_000;

/**
 * Asks until a reply can be used, and sends the model in the same conversation the fault of each
 * that could not. A model that declines is not asked again. Throws ModelError.
 */
export async function converse<T>(
  conversation: Conversation<T>,
  { complete }: Pick<ProposeContext, 'complete'>,
): Promise<Conversed<T>> {
  const { kind, model, title, prompt, revise, read } = conversation;
  const turns: TranscriptTurn[] = [];
  const { cut, notes } = prompt;
  const transcript = { kind, model: model.name, turns, cut, notes };
  let messages = prompt.messages;
  while (turns.length < conversation.turns) {
    const answer = await complete(model, { messages, title }).catch((error: unknown) => {
      throw withTranscript(error, transcript);
    });
    const { key, finish } = answer;
    const reading = declined(answer) ?? (await read(answer));
    if (reading.status === 'usable') {
      turns.push({ key, finish, outcome: 'accepted' });
      return { value: reading.value, transcript };
    }
    turns.push({ key, finish, outcome: `${reading.kind}: ${reading.text}` });
    if (isRefusal(answer)) break;
    messages = [...messages, ...sentBack(answer, reading, revise)];
  }
  return { value: undefined, transcript };
}

/** A failure in mid-conversation keeps the turns before it. */
function withTranscript(error: unknown, transcript: Transcript): unknown {
  if (!(error instanceof ModelError) || transcript.turns.length === 0) return error;
  const { kind, hint, retryAfterMs, mayBeBilled } = error;
  const detail = transcriptJson(transcript);
  return new ModelError(error.message, {
    kind,
    hint,
    retryAfterMs,
    mayBeBilled,
    detail,
    cause: error,
  });
}

function isRefusal({ finish }: Answer): boolean {
  return finish === 'refusal' || finish === 'content-filter';
}

function declined(answer: Answer): Extract<Reading<never>, { status: 'unusable' }> | undefined {
  if (!isRefusal(answer)) return undefined;
  const text =
    answer.finish === 'refusal'
      ? 'the model declined to answer'
      : 'the provider withheld the reply';
  return { status: 'unusable', kind: answer.finish, text };
}

function sentBack(
  answer: Answer,
  objection: { readonly kind: string; readonly text: string },
  revise: Template,
): readonly ModelMessage[] {
  const text = answer.text.toWellFormed();
  const said =
    text.length > MAX_RESENT_CHARACTERS
      ? `${beginningOf(text, MAX_RESENT_CHARACTERS)}\n[the rest is left out]`
      : text;
  // Providers refuse an empty message.
  const own: ModelMessage = { role: 'assistant', text: said.trim() === '' ? '(nothing)' : said };
  return [own, ...requestRevision(revise, objection)];
}

/** The error of a conversation without a usable reply; it keeps the transcript for the log. */
export function nothingUsable(transcript: Transcript): ProposalError {
  const { kind, turns } = transcript;
  const [reason = ''] = (turns.at(-1)?.outcome ?? 'no reply').split('\n');
  const [unusable] = reason.split(':');
  const message =
    turns.length === 1
      ? `${kind}: the reply could not be used: ${reason}`
      : `${kind}: none of ${turns.length} replies could be used; the last: ${reason}`;
  return new ProposalError(message, { detail: transcriptJson(transcript), kind: unusable });
}

/** A transcript as the log keeps it. */
export function transcriptJson({ kind, model, turns, cut, notes }: Transcript): Json {
  return {
    kind,
    model,
    turns: turns.map(({ key, finish, outcome }) => ({ key, finish, outcome })),
    cut: [...cut],
    notes: [...notes],
  };
}
