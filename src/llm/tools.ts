import type { LimitOverrides } from '../core/sandbox.ts';
import type { LanguageModel, Spending } from '../core/model.ts';
import { worstConversation } from '../models/cost.ts';
import type { PromptKindName } from '../prompt/kinds.ts';
import type { ReadReply, ReplyContext } from '../reply/read-reply.ts';
import type { Template } from '../prompt/template.ts';

/** Tools that all model proposers and advisors of a run share. */
export interface LlmTools {
  /** By kind; checked against `PROMPT_KINDS`. */
  readonly templates: Readonly<Record<PromptKindName, Template>>;
  /** Text of the problem's `policy.d.ts`. */
  readonly declaration: string;
  /** Limits of an evaluation. */
  readonly limits: LimitOverrides;
  readonly countTokens: (text: string) => number;
  /** Reads what a model answered, as `readReply`. */
  readonly readReply: (reply: string, context: ReplyContext) => Promise<ReadReply>;
}

/** UTF-8 bytes that a token of a prompt is taken to have at most. */
const MAX_BYTES_PER_TOKEN = 5;
/** Tokens around the messages of a prompt. */
const FRAME_TOKENS = 256;

/**
 * Counts tokens so that a text never has more than `MAX_BYTES_PER_TOKEN` bytes a token: the bytes bound the tokens that any
 * provider can bill for a prompt.
 */
export function boundedCount(countTokens: LlmTools['countTokens']): (text: string) => number {
  return (text) =>
    Math.max(countTokens(text), Math.ceil(Buffer.byteLength(text) / MAX_BYTES_PER_TOKEN));
}

/** The most that `calls` first calls with prompts of up to `promptTokens` can cost. */
export function reserveOf(
  model: LanguageModel,
  { promptTokens, calls = 1 }: { readonly promptTokens: number; readonly calls?: number },
): Spending {
  const bytes = MAX_BYTES_PER_TOKEN * promptTokens + FRAME_TOKENS;
  const one = worstConversation(model, { turns: 1, promptTokens: bytes, feedbackTokens: 0 });
  return { calls: calls * one.calls, tokens: calls * one.tokens, usd: calls * one.usd };
}
