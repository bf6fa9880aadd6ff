import { ModelError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import type {
  Completion,
  Finish,
  LanguageModel,
  ModelRequest,
  Price,
  TokenUsage,
} from '../core/model.ts';

/** The reply of a scripted model: a text, or parts of a completion. */
export type ScriptedReply = string | Partial<Completion>;

/** Decides a reply. `number` counts the calls from 0, in the order in which they begin. */
export type Script = (request: ModelRequest, number: number) => ScriptedReply;

/** Options of a scripted model. */
export interface ScriptedModelOptions {
  /** One reply a call, in the order in which the calls begin, or a function. */
  readonly replies: readonly ScriptedReply[] | Script;
  readonly name?: string | undefined;
  readonly identity?: Json | undefined;
  /** Milliseconds between a question and its answer; a function may give each call its own. */
  readonly latencyMs?: number | ((request: ModelRequest, number: number) => number) | undefined;
  readonly price?: Price | undefined;
  /** Of every reply; by default four characters are a token. */
  readonly usage?: TokenUsage | undefined;
  readonly finish?: Finish | undefined;
  /** Thrown instead of an answer, by the number of the call; a list's replies are not used up by them. */
  readonly failures?: Readonly<Record<number, ModelError>> | undefined;
  readonly maxOutputTokens?: number | undefined;
}

const FREE: Price = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0 };

/**
 * A model that answers from a script: the same questions in the same order get the same replies. It records
 * its requests in `requests`. A list that has run out throws `ModelError` of kind `missing-reply`.
 */
export function scriptedModel(
  options: ScriptedModelOptions,
): LanguageModel & { readonly requests: readonly ModelRequest[] } {
  const { name = 'scripted', price = FREE, maxOutputTokens = 4096, latencyMs = 0 } = options;
  const { identity = { provider: 'scripted', model: name }, failures = {} } = options;
  const requests: ModelRequest[] = [];
  const script = asScript(options.replies);
  return {
    name,
    identity,
    price,
    maxOutputTokens,
    requests,
    async complete(request, signal) {
      signal.throwIfAborted();
      const number = requests.push(request) - 1;
      const failure = failures[number];
      // Taken before waiting, so that a list is read in the order of the calls.
      const reply = failure ?? script(request, number);
      await pause(typeof latencyMs === 'number' ? latencyMs : latencyMs(request, number), signal);
      if (reply instanceof ModelError) throw reply;
      return completionOf(reply, request, { ...options, name });
    },
  };
}

/** A step of a ladder: the reply that takes a program there, and a text by which it is recognised. */
export interface LadderStep {
  /** Part of `reply`, and of every prompt that shows the program of this step. */
  readonly marker: string;
  readonly reply: string;
}

/**
 * A script that improves step by step: the answer to a prompt is the step after the highest one whose marker
 * stands in it (the assistant's own messages left out), the first where there is none, the last one at the end.
 * It depends on the prompt alone, so on no order of completion.
 */
export function ladder(steps: readonly LadderStep[]): Script {
  return ({ messages }) => {
    const asked = messages.filter(({ role }) => role !== 'assistant').map(({ text }) => text);
    const reached = steps.findLastIndex(({ marker }) =>
      asked.some((text) => text.includes(marker)),
    );
    return steps[Math.min(reached + 1, steps.length - 1)]?.reply ?? '';
  };
}

function asScript(replies: ScriptedModelOptions['replies']): Script {
  if (typeof replies === 'function') return replies;
  let next = 0;
  return () => {
    const reply = replies[next];
    if (reply === undefined) {
      throw new ModelError(`the script has ${replies.length} replies and was asked for one more`, {
        kind: 'missing-reply',
        hint: 'add replies to the script, or give it a function',
      });
    }
    next += 1;
    return reply;
  };
}

function completionOf(
  reply: ScriptedReply,
  request: ModelRequest,
  { usage, finish = 'stop', name = 'scripted' }: ScriptedModelOptions,
): Completion {
  const parts = typeof reply === 'string' ? { text: reply } : reply;
  const text = parts.text ?? '';
  return { finish, answeredBy: name, usage: usage ?? usageOf(request, text), ...parts, text };
}

function usageOf({ messages }: ModelRequest, reply: string): TokenUsage {
  const prompt = messages.reduce((sum, { text }) => sum + text.length, 0);
  const [input, output] = [Math.ceil(prompt / 4), Math.ceil(reply.length / 4)];
  return { input, cachedInput: 0, cacheWrite: 0, output, reasoning: 0 };
}

/** Rejects with the signal's reason as soon as it aborts. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0) return;
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const stop = (): void => reject(signal.reason);
  const timer = setTimeout(() => resolve(undefined), ms);
  signal.addEventListener('abort', stop, { once: true });
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}
