import { z } from 'zod';
import type { ModelError } from '../../core/errors.ts';
import type { Completion, Finish, ModelRequest } from '../../core/model.ts';
import { failureCodes, failureReason } from './failure-reason.ts';
import { joinedChunks } from './openai-stream.ts';
import { malformed, modelErrorOf } from './provider-errors.ts';
import type { Asked } from './provider-errors.ts';
import { eventsIn } from './server-events.ts';
import { greatestCounts, impliedUsage, sentCount, type SentCounts } from './usage.ts';

const text = z.string().nullish().catch(undefined);
/** Content: a text, or a list of texts and parts, of which thoughts are none of the reply. */
const content = z.unknown().optional().transform(contentText);
const messageShape = z
  .object({
    content,
    refusal: text,
    reasoning_content: text,
    reasoning: text,
  })
  .nullish()
  .catch(undefined);
const choice = z.object({
  finish_reason: text,
  message: messageShape,
  delta: messageShape,
  /** Of the older completions. */
  text,
  error: z.unknown().optional(),
});
const details = z
  .object({
    cached_tokens: sentCount,
    cache_write_tokens: sentCount,
    reasoning_tokens: sentCount,
  })
  .catch({ cached_tokens: 0, cache_write_tokens: 0, reasoning_tokens: 0 });
const usage = z.object({
  prompt_tokens: sentCount,
  input_tokens: sentCount,
  completion_tokens: sentCount,
  output_tokens: sentCount,
  total_tokens: sentCount,
  cached_tokens: sentCount,
  prompt_cache_hit_tokens: sentCount,
  cache_read_input_tokens: sentCount,
  cache_creation_input_tokens: sentCount,
  reasoning_tokens: sentCount,
  prompt_tokens_details: details,
  input_tokens_details: details,
  completion_tokens_details: details,
  output_tokens_details: details,
});
const replyShape = z.object({
  model: text,
  system_fingerprint: text,
  choices: z.array(choice).nonempty(),
  usage: z
    .union([usage, z.array(usage)])
    .nullish()
    .catch(undefined),
});
type Choice = z.infer<typeof choice>;
type Usage = z.infer<typeof usage>;

/**
 * Reads a chat completion: JSON, or a stream of events, whatever the server calls it. Only the content is
 * essential; all else may be missing or odd. Throws ModelError for anything else.
 */
export function readOpenAiReply(body: string, request: ModelRequest, asked: Asked): Completion {
  const reply = joinedChunks(eventsIn(body, asked), asked);
  const parsed = replyShape.safeParse(reply);
  const [first] = parsed.success ? parsed.data.choices : [];
  const found = parsed.success ? (parsed.data.choices.find(hasText) ?? first) : undefined;
  if (!parsed.success || found === undefined || !isAnswer(found)) {
    throw errorWithin(reply, asked) ?? malformed(asked, 'it has no choices with a message');
  }
  const { model, system_fingerprint: fingerprint } = parsed.data;
  const said = textOf(found);
  const finish = finishOf(found, asked);
  const generated = said + thoughtsOf(found);
  return {
    text: said,
    finish,
    usage: impliedUsage(countsOf(parsed.data.usage), { messages: request.messages, generated }),
    answeredBy: [model || asked.model, fingerprint].filter(Boolean).join(' '),
  };
}

function contentText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(contentText).join('');
  if (typeof value !== 'object' || value === null) return '';
  const { type, text: inner, value: plain } = partShape.parse(value);
  return THOUGHT.test(type) ? '' : contentText(inner ?? plain);
}

const partShape = z.object({
  type: z.string().catch(''),
  text: z.unknown().optional(),
  value: z.unknown().optional(),
});
/** Types of parts that are no part of the answer. */
const THOUGHT = /think|thought|reason/i;

function messageOf({ message: whole, delta }: Choice) {
  return whole ?? delta ?? undefined;
}

function textOf(one: Choice): string {
  const said = messageOf(one);
  return said === undefined ? (one.text ?? '') : said.content + (said.refusal ?? '');
}

function thoughtsOf(one: Choice): string {
  const said = messageOf(one);
  return said?.reasoning_content ?? said?.reasoning ?? '';
}

function hasText(one: Choice): boolean {
  return textOf(one) !== '';
}

function isAnswer(one: Choice): boolean {
  return messageOf(one) !== undefined || typeof one.text === 'string';
}

const CUT = new Set([
  'length',
  'max_tokens',
  'max_length',
  'model_length',
  'abort',
  'incomplete',
  'insufficient_system_resource',
]);
const WITHHELD = new Set([
  'content_filter',
  'content-filter',
  'safety',
  'recitation',
  'blocklist',
  'prohibited_content',
  'sensitive',
]);

/** Abnormal ends have few names among compatible servers, a normal one has many. */
function finishOf(one: Choice, asked: Asked): Finish {
  const reason = one.finish_reason?.toLowerCase() ?? '';
  if (reason === 'error') throw brokenOff(one.error, asked);
  if ((messageOf(one)?.refusal ?? '') !== '' || reason === 'refusal') return 'refusal';
  if (CUT.has(reason)) return 'length';
  return WITHHELD.has(reason) ? 'content-filter' : 'stop';
}

function brokenOff(error: unknown, asked: Asked): ModelError {
  const message = error === undefined ? 'the reply broke off with an error' : failureReason(error);
  return modelErrorOf({ status: undefined, codes: failureCodes(error), message }, asked);
}

function countsOf(sent: Usage | readonly Usage[] | null | undefined): SentCounts {
  const all = sent === null || sent === undefined ? [] : [sent].flat();
  return greatestCounts(all.map(sentCounts));
}

/** The same count has several names. */
function sentCounts(sent: Usage): SentCounts {
  const before = [sent.prompt_tokens_details, sent.input_tokens_details];
  const after = [sent.completion_tokens_details, sent.output_tokens_details];
  return {
    input: sent.prompt_tokens || sent.input_tokens,
    output: sent.completion_tokens || sent.output_tokens,
    total: sent.total_tokens,
    cachedInput: Math.max(
      ...before.map(({ cached_tokens: cached }) => cached),
      sent.cached_tokens,
      sent.prompt_cache_hit_tokens,
      sent.cache_read_input_tokens,
    ),
    cacheWrite: Math.max(
      ...before.map(({ cache_write_tokens: written }) => written),
      sent.cache_creation_input_tokens,
    ),
    reasoning: Math.max(
      ...after.map(({ reasoning_tokens: tokens }) => tokens),
      sent.reasoning_tokens,
    ),
  };
}

/** Gateways report an upstream failure within a reply of status 200. */
function errorWithin(reply: unknown, asked: Asked): ModelError | undefined {
  const found = z.object({ error: z.unknown().optional() }).safeParse(reply);
  if (!found.success || found.data.error === undefined || found.data.error === null) {
    return undefined;
  }
  const status = z.object({ code: z.int().min(100).max(599) }).safeParse(found.data.error);
  return modelErrorOf(
    {
      status: status.success ? status.data.code : undefined,
      codes: failureCodes(reply),
      message: failureReason(reply),
    },
    asked,
  );
}
