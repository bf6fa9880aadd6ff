import { z } from 'zod';
import type { ModelError } from '../../core/errors.ts';
import type { Completion, Finish, ModelRequest } from '../../core/model.ts';
import { roughPromptTokens, roughTokens } from './provider.ts';
import { malformed, modelErrorOf, whatIsWrong } from './provider-errors.ts';
import type { Asked } from './provider-errors.ts';

const count = z.int().nonnegative();
const part = z.object({ type: z.string(), text: z.string().optional() });
const replyShape = z.object({
  model: z.string().nullish(),
  system_fingerprint: z.string().nullish(),
  choices: z.tuple(
    [
      z.object({
        finish_reason: z.string().nullish(),
        message: z.object({
          content: z.union([z.string(), z.array(part)]).nullish(),
          refusal: z.string().nullish(),
        }),
      }),
    ],
    z.unknown(),
  ),
  usage: z
    .object({
      prompt_tokens: count,
      completion_tokens: count,
      prompt_tokens_details: z
        .object({ cached_tokens: count.nullish(), cache_write_tokens: count.nullish() })
        .nullish(),
      completion_tokens_details: z.object({ reasoning_tokens: count.nullish() }).nullish(),
    })
    .nullish(),
});
type Reply = z.infer<typeof replyShape>;

/**
 * Reads a chat completion; unknown members are ignored. Throws ModelError for anything
 * else.
 */
export function readOpenAiReply(reply: unknown, request: ModelRequest, asked: Asked): Completion {
  const parsed = replyShape.safeParse(reply);
  if (!parsed.success)
    throw errorWithin(reply, asked) ?? malformed(asked, whatIsWrong(parsed.error));
  const { model, system_fingerprint: fingerprint, choices } = parsed.data;
  const { message, finish_reason: reason } = choices[0];
  if (reason === 'error') {
    throw modelErrorOf({ ...NO_STATUS, message: 'the reply broke off with an error' }, asked);
  }
  const refusal = message.refusal ?? '';
  const refused = refusal !== '';
  const text = textOf(message) + refusal;
  return {
    text,
    finish: refused ? 'refusal' : finishOf(reason),
    usage: usageOf(parsed.data, text, request),
    answeredBy: [model ?? asked.model, fingerprint].filter(Boolean).join(' '),
  };
}

function textOf({ content }: Reply['choices'][0]['message']): string {
  if (typeof content === 'string') return content;
  return (content ?? [])
    .filter(({ type }) => type === 'text')
    .map(({ text = '' }) => text)
    .join('');
}

/** Names of abnormal ends: few among compatible servers, while a normal end has many names. */
function finishOf(reason: string | null | undefined): Finish {
  if (reason === 'length' || reason === 'max_tokens' || reason === 'abort') return 'length';
  return reason === 'content_filter' ? 'content-filter' : 'stop';
}

/** A server that counts no tokens is taken at a rough count, so that a budget still ends. */
function usageOf({ usage }: Reply, text: string, request: ModelRequest): Completion['usage'] {
  if (usage === null || usage === undefined) {
    const input = roughPromptTokens(request.messages);
    return { input, cachedInput: 0, cacheWrite: 0, output: roughTokens(text), reasoning: 0 };
  }
  const { prompt_tokens: input, completion_tokens: output } = usage;
  const { cached_tokens: cached, cache_write_tokens: written } = usage.prompt_tokens_details ?? {};
  const reasoning = usage.completion_tokens_details?.reasoning_tokens ?? 0;
  const cachedInput = Math.min(cached ?? 0, input);
  return {
    input,
    cachedInput,
    cacheWrite: Math.min(written ?? 0, input - cachedInput),
    output,
    reasoning: Math.min(reasoning, output),
  };
}

const NO_STATUS = { status: undefined, codes: [], headers: undefined };
const errorShape = z.object({
  error: z.object({ message: z.string(), code: z.union([z.string(), z.number()]).nullish() }),
});

/** Gateways report an upstream failure within a reply of status 200. */
function errorWithin(reply: unknown, asked: Asked): ModelError | undefined {
  const parsed = errorShape.safeParse(reply);
  if (!parsed.success) return undefined;
  const { message, code } = parsed.data.error;
  const status = typeof code === 'number' ? code : undefined;
  return modelErrorOf(
    { status, codes: [typeof code === 'string' ? code : undefined], message, headers: undefined },
    asked,
  );
}
