import type { Completion, ModelMessage, Transcript } from '../core/model.ts';
import type { CallRecord } from './call-record.ts';
import { completionIn, messagesIn } from './stored-texts.ts';

/** A question to a model, its answer and the outcome. */
export interface Turn {
  readonly model: string;
  readonly title: string;
  /** The messages that this question added to the one it continues, without the model's own. */
  readonly said: readonly ModelMessage[];
  /** Position of the turn that it continues, or repeats when `said` is empty; null when it opens. */
  readonly after: number | null;
  /** Size of the whole prompt, earlier messages included. */
  readonly promptCharacters: number;
  /** Null when the store does not have it. */
  readonly reply: Completion | null;
  /** `accepted`, or the complaint about the reply; null when the proposer kept no record of it. */
  readonly outcome: string | null;
  /** The call that brought the reply; null when the log does not hold it. */
  readonly call: CallRecord | null;
}

/** The conversation for one candidate. */
export interface ConversationView {
  readonly turns: readonly Turn[];
  /** Calls that brought no reply. */
  readonly failures: readonly CallRecord[];
}

/** Where texts are found. */
export type BlobLookup = (hash: string) => string | undefined;

/**
 * The conversation behind a proposal: the turns of its transcript, then replies that its proposer kept no
 * record of, since it failed before it ended.
 */
export function conversationOf(
  calls: readonly CallRecord[],
  { transcript, blob }: { readonly transcript: Transcript | undefined; readonly blob: BlobLookup },
): ConversationView {
  const answers = new Map(
    calls.filter(({ replyHash }) => replyHash !== null).map((call) => [call.key, call]),
  );
  const recorded = (transcript?.turns ?? []).map(({ key, outcome }) => {
    const call = answers.get(key) ?? null;
    answers.delete(key);
    return { call, outcome };
  });
  const unrecorded = [...answers.values()].map((call) => ({ call, outcome: null }));
  const earlier: Said[] = [];
  const turns = [...recorded, ...unrecorded].map(({ call, outcome }): Turn => {
    if (call === null) {
      earlier.push({ messages: [], reply: undefined });
      return { ...UNKNOWN, model: transcript?.model ?? '', outcome };
    }
    const messages = messagesIn(blob(call.messagesHash)) ?? [];
    const reply = call.replyHash === null ? undefined : completionIn(blob(call.replyHash));
    const { after, shared } = nearest(earlier, messages);
    earlier.push({ messages, reply: reply?.text });
    return {
      call,
      outcome,
      model: call.model,
      title: call.title,
      said: messages.slice(shared).filter(({ role }) => role !== 'assistant'),
      after,
      promptCharacters: messages.reduce((sum, { text }) => sum + text.length, 0),
      reply: reply ?? null,
    };
  });
  return { turns, failures: calls.filter(({ replyHash }) => replyHash === null) };
}

interface Said {
  readonly messages: readonly ModelMessage[];
  readonly reply: string | undefined;
}

const UNKNOWN = {
  call: null,
  title: '',
  said: [],
  after: null,
  promptCharacters: 0,
  reply: null,
} as const;

/**
 * The earlier question that this one continues, and how many messages they share. Several samples may
 * open with the same messages: then the one whose reply comes next counts, or else the shortest.
 */
function nearest(
  earlier: readonly Said[],
  messages: readonly ModelMessage[],
): { readonly after: number | null; readonly shared: number } {
  const candidates = earlier.map((said, index) => {
    const shared = sharedLength(said.messages, messages);
    const isAnswer = said.reply !== undefined && messages[shared]?.text === said.reply;
    return { index, shared, isAnswer, length: said.messages.length };
  });
  const [best] = candidates
    // A question shares more than its system message with the one it continues.
    .filter(({ shared, length }) => shared > 0 && shared >= Math.min(2, length))
    .toSorted(
      (a, b) =>
        b.shared - a.shared || Number(b.isAnswer) - Number(a.isAnswer) || a.length - b.length,
    );
  return best === undefined
    ? { after: null, shared: 0 }
    : { after: best.index, shared: best.shared };
}

function sharedLength(a: readonly ModelMessage[], b: readonly ModelMessage[]): number {
  let length = 0;
  while (length < a.length && length < b.length && isEqual(a[length], b[length])) length += 1;
  return length;
}

function isEqual(a: ModelMessage | undefined, b: ModelMessage | undefined): boolean {
  return a?.role === b?.role && a?.text === b?.text;
}
