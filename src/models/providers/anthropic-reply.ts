import { z } from 'zod';
import type { Completion, Finish, ModelRequest, TokenUsage } from '../../core/model.ts';
import { roughPromptTokens, roughTokens } from './provider.ts';
import { malformed, whatIsWrong } from './provider-errors.ts';
import type { Asked } from './provider-errors.ts';

const count = z.int().nonnegative();
const usageShape = z.object({
  input_tokens: count.nullish(),
  output_tokens: count.nullish(),
  cache_read_input_tokens: count.nullish(),
  cache_creation_input_tokens: count.nullish(),
  output_tokens_details: z.object({ thinking_tokens: count.nullish() }).nullish(),
});
type Usage = z.infer<typeof usageShape>;

const eventShape = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('message_start'),
    message: z.object({ model: z.string(), usage: usageShape.nullish() }),
  }),
  z.object({
    type: z.literal('content_block_start'),
    content_block: z.object({ type: z.string(), text: z.string().optional() }),
  }),
  z.object({
    type: z.literal('content_block_delta'),
    delta: z.object({ type: z.string(), text: z.string().optional() }),
  }),
  z.object({
    type: z.literal('message_delta'),
    delta: z.object({ stop_reason: z.string().nullish() }),
    usage: usageShape.nullish(),
  }),
  z.object({ type: z.literal('message_stop') }),
]);

const KNOWN = new Set([
  'message_start',
  'content_block_start',
  'content_block_delta',
  'message_delta',
  'message_stop',
]);
const typed = z.object({ type: z.string() });

/**
 * Folds the events of a streamed message into a reply. Events of unknown types are passed over, as the
 * provider asks. Throws ModelError for an event of another shape and for a message without an end.
 */
export async function readAnthropicEvents(
  events: AsyncIterable<unknown>,
  request: ModelRequest,
  asked: Asked,
): Promise<Completion> {
  const message: Message = { texts: [], usage: {}, stopped: false };
  for await (const event of events) {
    const kind = typed.safeParse(event);
    if (kind.success && !KNOWN.has(kind.data.type)) continue;
    const parsed = eventShape.safeParse(event);
    if (!parsed.success) throw malformed(asked, whatIsWrong(parsed.error));
    fold(message, parsed.data);
  }
  if (message.model === undefined) throw malformed(asked, 'no message begins');
  if (!message.stopped) throw malformed(asked, 'the message breaks off');
  const text = message.texts.join('');
  return {
    text,
    finish: finishOf(message.reason),
    usage: totalsOf(message.usage, text, request),
    answeredBy: message.model,
  };
}

/** The part of a message that has arrived. */
interface Message {
  readonly texts: string[];
  usage: Usage;
  model?: string;
  reason?: string;
  stopped: boolean;
}

function fold(message: Message, event: z.infer<typeof eventShape>): void {
  switch (event.type) {
    case 'message_start':
      message.model = event.message.model;
      message.usage = event.message.usage ?? {};
      break;
    case 'content_block_start':
      message.texts.push(textOf(event.content_block));
      break;
    case 'content_block_delta':
      message.texts.push(textOf(event.delta));
      break;
    case 'message_delta':
      message.reason = event.delta.stop_reason ?? '';
      message.usage = latest(message.usage, event.usage ?? {});
      break;
    case 'message_stop':
      message.stopped = true;
  }
}

/** Thinking, signatures and the input of tools are not part of the reply's text. */
function textOf({
  type,
  text = '',
}: {
  readonly type: string;
  readonly text?: string | undefined;
}) {
  return type === 'text' || type === 'text_delta' ? text : '';
}

/** Counts are cumulative; one that is left out has not changed. */
function latest(before: Usage, now: Usage): Usage {
  const present = Object.entries(now).filter(([, value]) => value !== null && value !== undefined);
  return { ...before, ...Object.fromEntries(present) };
}

/**
 * Anthropic counts cached tokens separately from the input, not within it. A compatible server that counts
 * nothing is taken at a rough count, so that a budget still ends.
 */
function totalsOf(usage: Usage, text: string, request: ModelRequest): TokenUsage {
  const uncached = usage.input_tokens ?? roughPromptTokens(request.messages);
  const cachedInput = usage.cache_read_input_tokens ?? 0;
  const cacheWrite = usage.cache_creation_input_tokens ?? 0;
  const output = usage.output_tokens ?? roughTokens(text);
  return {
    input: uncached + cachedInput + cacheWrite,
    cachedInput,
    cacheWrite,
    output,
    reasoning: Math.min(output, usage.output_tokens_details?.thinking_tokens ?? 0),
  };
}

/** `pause_turn` leaves a turn half done, so it is cut as well. No tools are offered, so none ends one. */
const CUT = new Set(['max_tokens', 'model_context_window_exceeded', 'pause_turn']);

function finishOf(reason = ''): Finish {
  if (reason === 'refusal') return 'refusal';
  return CUT.has(reason) ? 'length' : 'stop';
}
