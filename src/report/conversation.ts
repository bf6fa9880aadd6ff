import type { Completion, ModelMessage, Transcript } from '../core/model.ts';
import type { CallRecord } from './call-record.ts';
import { completionIn, messagesIn } from './stored-texts.ts';

/** A question to a model, its answer and what became of it. */
export interface Turn {
  readonly model: string;
  readonly title: string;
  /** What this question added to the one it continues: its new messages without the model's own. */
  readonly said: readonly ModelMessage[];
  /** Position of the turn that it continues, or repeats when nothing is `said`; null when it opens. */
  readonly after: number | null;
  /** Of the whole prompt, all that was said before included. */
  readonly promptCharacters: number;
  /** Null when the store does not have it. */
  readonly reply: Completion | null;
  /** `accepted`, or what was wrong with the reply; null when the proposer kept no account of it. */
  readonly outcome: string | null;
  /** The call that brought the reply; null when the log does not hold it. */
  readonly call: CallRecord | null;
}

/** What was said for one candidate. */
export interface Conversation {
  readonly turns: readonly Turn[];
  /** Calls that brought no reply. */
  readonly failures: readonly CallRecord[];
}

/** Where texts are found. */
export type BlobLookup = (hash: string) => string | undefined;

/**
 * The conversation behind a proposal: the turns of its transcript, then replies that its proposer kept no
 * account of, since it failed before it ended.
 */
export function conversationOf(
  calls: readonly CallRecord[],
  { transcript, blob }: { readonly transcript: Transcript | undefined; readonly blob: BlobLookup },
): Conversation {
  const answers = new Map(
    calls.filter(({ replyHash }) => replyHash !== null).map((call) => [call.key, call]),
  );
  const told = (transcript?.turns ?? []).map(({ key, outcome }) => {
    const call = answers.get(key) ?? null;
    answers.delete(key);
    return { call, outcome };
  });
  const untold = [...answers.values()].map((call) => ({ call, outcome: null }));
  const prompts: (readonly ModelMessage[])[] = [];
  const turns = [...told, ...untold].map(({ call, outcome }): Turn => {
    if (call === null) {
      prompts.push([]);
      return { ...UNKNOWN, model: transcript?.model ?? '', outcome };
    }
    const messages = messagesIn(blob(call.messagesHash)) ?? [];
    const { after, shared } = nearest(prompts, messages);
    prompts.push(messages);
    return {
      call,
      outcome,
      model: call.model,
      title: call.title,
      said: messages.slice(shared).filter(({ role }) => role !== 'assistant'),
      after,
      promptCharacters: messages.reduce((sum, { text }) => sum + text.length, 0),
      reply: (call.replyHash === null ? undefined : completionIn(blob(call.replyHash))) ?? null,
    };
  });
  return { turns, failures: calls.filter(({ replyHash }) => replyHash === null) };
}

const UNKNOWN = {
  call: null,
  title: '',
  said: [],
  after: null,
  promptCharacters: 0,
  reply: null,
} as const;

/** The earlier prompt that this one continues the furthest, and how many messages they share. */
function nearest(
  prompts: readonly (readonly ModelMessage[])[],
  messages: readonly ModelMessage[],
): { readonly after: number | null; readonly shared: number } {
  let after: number | null = null;
  let shared = 0;
  for (const [index, prompt] of prompts.entries()) {
    const length = sharedLength(prompt, messages);
    // A question shares more than its system message with the one it continues.
    if (length < Math.min(2, prompt.length) || length === 0 || length < shared) continue;
    after = index;
    shared = length;
  }
  return { after, shared };
}

function sharedLength(a: readonly ModelMessage[], b: readonly ModelMessage[]): number {
  let length = 0;
  while (length < a.length && length < b.length && isEqual(a[length], b[length])) length += 1;
  return length;
}

function isEqual(a: ModelMessage | undefined, b: ModelMessage | undefined): boolean {
  return a?.role === b?.role && a?.text === b?.text;
}
