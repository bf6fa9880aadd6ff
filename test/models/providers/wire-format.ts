import type { Finish, TokenUsage } from '../../../src/core/model.ts';

export type WireFormat = 'openai' | 'anthropic';

/** A reply as a provider would send it. */
export interface WireMessage {
  readonly text: string;
  readonly finish?: Finish | undefined;
  readonly usage?: TokenUsage | undefined;
}

/** An error as a provider would send it. */
export interface WireError {
  readonly code: string;
  readonly message: string;
}

export const USAGE: TokenUsage = {
  input: 1300,
  cachedInput: 1024,
  cacheWrite: 128,
  output: 250,
  reasoning: 192,
};

export const ANSWERED_BY: Readonly<Record<WireFormat, string>> = {
  openai: 'gpt-5-mini-2025-08-07 fp_44709d6fcb',
  anthropic: 'claude-sonnet-4-5-20250929',
};

export const CONTENT_TYPE: Readonly<Record<WireFormat, string>> = {
  openai: 'application/json',
  anthropic: 'text/event-stream; charset=utf-8',
};

/** The bytes of a whole reply. */
export function replyBody(format: WireFormat, message: WireMessage): string {
  return format === 'openai' ? openAiBody(message) : anthropicBody(message);
}

/** The bytes of an error; both wires send JSON. */
export function errorBody(format: WireFormat, { code, message }: WireError): string {
  return format === 'openai'
    ? JSON.stringify({ error: { message, type: code, param: null, code } }, undefined, 4)
    : JSON.stringify({
        type: 'error',
        error: { type: code, message },
        request_id: 'req_011CSHoEeqs5C35K2UUqR7Fy',
      });
}

function openAiBody({ text, finish = 'stop', usage = USAGE }: WireMessage): string {
  const refused = finish === 'refusal';
  const reason = { stop: 'stop', length: 'length', refusal: 'stop' } as const;
  return JSON.stringify({
    id: 'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT',
    object: 'chat.completion',
    created: 1_741_569_952,
    model: 'gpt-5-mini-2025-08-07',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: refused ? null : text,
          refusal: refused ? text : null,
          annotations: [],
        },
        logprobs: null,
        finish_reason: finish === 'content-filter' ? 'content_filter' : reason[finish],
      },
    ],
    usage: {
      prompt_tokens: usage.input,
      completion_tokens: usage.output,
      total_tokens: usage.input + usage.output,
      prompt_tokens_details: {
        cached_tokens: usage.cachedInput,
        cache_write_tokens: usage.cacheWrite,
        audio_tokens: 0,
      },
      completion_tokens_details: {
        reasoning_tokens: usage.reasoning,
        audio_tokens: 0,
        accepted_prediction_tokens: 0,
        rejected_prediction_tokens: 0,
      },
    },
    service_tier: 'default',
    system_fingerprint: 'fp_44709d6fcb',
  });
}

function anthropicBody({ text, finish = 'stop', usage = USAGE }: WireMessage): string {
  const reason = { stop: 'end_turn', length: 'max_tokens', refusal: 'refusal' } as const;
  const before = {
    input_tokens: usage.input - usage.cachedInput - usage.cacheWrite,
    cache_creation_input_tokens: usage.cacheWrite,
    cache_read_input_tokens: usage.cachedInput,
  };
  return [
    {
      type: 'message_start',
      message: {
        id: 'msg_01XFDUDYJgAACzvnptvVoYEL',
        type: 'message',
        role: 'assistant',
        model: 'claude-sonnet-4-5-20250929',
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { ...before, output_tokens: 1, service_tier: 'standard' },
      },
    },
    { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '' } },
    { type: 'ping' },
    {
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'thinking_delta', thinking: 'Let me see. ' },
    },
    {
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'signature_delta', signature: 'EqQBCgIYAhIM1gbcDa9GJwZA' },
    },
    { type: 'content_block_stop', index: 0 },
    { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } },
    ...piecesOf(text).map((piece) => ({
      type: 'content_block_delta',
      index: 1,
      delta: { type: 'text_delta', text: piece },
    })),
    { type: 'content_block_stop', index: 1 },
    {
      type: 'message_delta',
      delta: {
        stop_reason: finish === 'content-filter' ? 'refusal' : reason[finish],
        stop_sequence: null,
      },
      usage: {
        ...before,
        output_tokens: usage.output,
        output_tokens_details: { thinking_tokens: usage.reasoning },
      },
    },
    { type: 'message_stop' },
  ]
    .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    .join('');
}

/** As a stream would cut it: small pieces, never within a character. */
function piecesOf(text: string): readonly string[] {
  return text.match(/[^]{1,24}/gu) ?? [];
}
