import { z } from 'zod';
import type { Completion, Finish, ModelRequest, TokenUsage } from '../../core/model.ts';
import { failureCodes, failureReason } from './failure-reason.ts';
import { malformed, modelErrorOf } from './provider-errors.ts';
import type { Asked } from './provider-errors.ts';
import { eventsIn } from './server-events.ts';
import { roughPromptTokens, roughTokens, sentCount } from './usage.ts';

const text = z.string().nullish().catch(undefined);
const noCounts = {
  input_tokens: 0,
  output_tokens: 0,
  cache_read_input_tokens: 0,
  cache_creation_input_tokens: 0,
  output_tokens_details: { thinking_tokens: 0 },
};
const usageShape = z
  .object({
    input_tokens: sentCount,
    output_tokens: sentCount,
    cache_read_input_tokens: sentCount,
    cache_creation_input_tokens: sentCount,
    output_tokens_details: z.object({ thinking_tokens: sentCount }).catch({ thinking_tokens: 0 }),
  })
  .catch(noCounts);
type Usage = z.infer<typeof usageShape>;

/** A part of a message, or of a part. Of `thinking` and its kin only the length counts. */
const blockShape = z.object({ type: text, text, thinking: text }).nullish().catch(undefined);
type Block = z.infer<typeof blockShape>;

/** A whole message: an answer to a request for a stream, as some compatible servers give it. */
const messageShape = z.object({
  type: z.literal('message'),
  model: text,
  content: z.union([z.string(), z.array(blockShape)]),
  stop_reason: text,
  usage: usageShape,
});

const eventShape = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('message_start'),
    message: z.object({ model: text, usage: usageShape }),
  }),
  z.object({ type: z.literal('content_block_start'), content_block: blockShape }),
  z.object({ type: z.literal('content_block_delta'), delta: blockShape }),
  z.object({
    type: z.literal('message_delta'),
    delta: z.object({ stop_reason: text }).catch({ stop_reason: undefined }),
    usage: usageShape,
  }),
  z.object({ type: z.literal('message_stop') }),
]);

const typed = z.object({ type: z.string() });

/**
 * Folds the events of a streamed message into a reply. Events of unknown types or shapes are passed over, as the
 * provider asks: only the text and the end of the message are essential. Throws ModelError without them, and for an
 * error within the stream.
 */
export function readAnthropicReply(body: string, request: ModelRequest, asked: Asked): Completion {
  const message: Message = {
    texts: [],
    thoughts: [],
    start: noCounts,
    later: noCounts,
    begun: false,
    stopped: false,
  };
  for (const event of eventsIn(body, asked)) {
    if (typed.safeParse(event).data?.type === 'error') throw errorOf(event, asked);
    const whole = messageShape.safeParse(event);
    if (whole.success) takeWhole(message, whole.data);
    const parsed = eventShape.safeParse(event);
    if (parsed.success) fold(message, parsed.data);
  }
  if (!message.begun) throw malformed(asked, 'no message begins');
  if (!message.stopped) throw malformed(asked, 'the message breaks off');
  return {
    text: message.texts.join(''),
    finish: finishOf(message.reason),
    usage: totalsOf(message, request),
    answeredBy: message.model ?? asked.model,
  };
}

function errorOf(event: unknown, asked: Asked) {
  const codes = failureCodes(event);
  return modelErrorOf({ status: undefined, codes, message: failureReason(event) }, asked);
}

/** The part of a message that has arrived. */
interface Message {
  readonly texts: string[];
  readonly thoughts: string[];
  /** Counts at its start, where that of the output is a first estimate, and the greatest since. */
  start: Usage;
  later: Usage;
  model?: string | undefined;
  reason?: string | undefined;
  begun: boolean;
  stopped: boolean;
}

function takeWhole(message: Message, whole: z.infer<typeof messageShape>): void {
  const { model, content, stop_reason: reason, usage } = whole;
  if (typeof content === 'string') message.texts.push(content);
  else for (const block of content) takeBlock(message, block);
  Object.assign(message, { model, reason, later: usage, begun: true, stopped: true });
}

function fold(message: Message, event: z.infer<typeof eventShape>): void {
  switch (event.type) {
    case 'message_start':
      message.begun = true;
      message.model = event.message.model ?? undefined;
      message.start = event.message.usage;
      break;
    case 'content_block_start':
      takeBlock(message, event.content_block);
      break;
    case 'content_block_delta':
      takeBlock(message, event.delta);
      break;
    case 'message_delta':
      message.reason = event.delta.stop_reason ?? message.reason;
      message.later = greatest(message.later, event.usage);
      break;
    case 'message_stop':
      message.stopped = true;
  }
}

/** Thinking, signatures and the input of tools are not part of the reply's text. */
function takeBlock({ texts, thoughts }: Message, block: Block): void {
  if (block?.type === 'text' || block?.type === 'text_delta') texts.push(block.text ?? '');
  else thoughts.push(block?.thinking ?? '');
}

/** Counts are cumulative. */
function greatest(before: Usage, now: Usage): Usage {
  return {
    input_tokens: Math.max(before.input_tokens, now.input_tokens),
    output_tokens: Math.max(before.output_tokens, now.output_tokens),
    cache_read_input_tokens: Math.max(before.cache_read_input_tokens, now.cache_read_input_tokens),
    cache_creation_input_tokens: Math.max(
      before.cache_creation_input_tokens,
      now.cache_creation_input_tokens,
    ),
    output_tokens_details: {
      thinking_tokens: Math.max(
        before.output_tokens_details.thinking_tokens,
        now.output_tokens_details.thinking_tokens,
      ),
    },
  };
}

/**
 * Anthropic counts cached tokens separately from the input, not within it. A compatible server that counts
 * nothing is taken at a rough count, so that a budget still ends.
 */
function totalsOf(
  { start, later, texts, thoughts }: Message,
  { messages }: ModelRequest,
): TokenUsage {
  const usage = greatest(start, later);
  const cachedInput = usage.cache_read_input_tokens;
  const cacheWrite = usage.cache_creation_input_tokens;
  const counted = usage.input_tokens + cachedInput + cacheWrite;
  const reasoning = usage.output_tokens_details.thinking_tokens;
  const rough = roughTokens(texts.join('')) + Math.max(reasoning, roughTokens(thoughts.join('')));
  const least = later.output_tokens > 0 ? 0 : rough;
  const output = Math.max(usage.output_tokens, least, reasoning);
  return {
    input: counted > 0 ? counted : roughPromptTokens(messages),
    cachedInput,
    cacheWrite,
    output,
    reasoning,
  };
}

/** `pause_turn` leaves a turn half done, so it is cut as well. No tools are offered, so none ends one. */
const CUT = new Set(['max_tokens', 'model_context_window_exceeded', 'pause_turn']);

function finishOf(reason = ''): Finish {
  if (reason === 'refusal') return 'refusal';
  return CUT.has(reason) ? 'length' : 'stop';
}
