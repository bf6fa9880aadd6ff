import type { LanguageModel, ModelMessage, Price, Spending, TokenUsage } from '../core/model.ts';
import { mostTokens } from './tokens.ts';

const MILLION = 1e6;

/** US dollars for a reply. */
export function usdOf(usage: TokenUsage, price: Price): number {
  const { input, cachedInput, cacheWrite, output } = usage;
  const fresh = Math.max(0, input - cachedInput - cacheWrite);
  return (
    (fresh * price.input +
      cachedInput * price.cachedInput +
      cacheWrite * price.cacheWrite +
      output * price.output) /
    MILLION
  );
}

type Priced = Pick<LanguageModel, 'price' | 'maxOutputTokens' | 'countsTokens'>;

/**
 * The most one call can cost: every byte of the prompt a token, at the highest price a token of a prompt can have
 * (fresh, or written to the cache), and as long a reply as the model may give.
 */
export function worstOf(messages: readonly ModelMessage[], model: Priced): Spending {
  return worstCall(mostTokens(messages), model);
}

/** Limits on the length of a conversation. Tokens are those of `mostTokens`: a byte each. */
export interface ConversationLimits {
  /** Calls, the first one included. A whole number from 0. */
  readonly turns: number;
  /** Of the first prompt. */
  readonly promptTokens: number;
  /** Of each message that answers a reply. */
  readonly feedbackTokens: number;
  /**
   * Of a reply that is sent again, if the caller cuts it to that. By default four bytes for
   * each token the model may write, which is what program text has.
   */
  readonly replyTokens?: number | undefined;
}

/**
 * The most a conversation can cost in which every turn sends all that came before. At least the sum of
 * `worstOf` over its calls. Since a provider bills tokens and not bytes, it is also at least the amount billed
 * for replies of any length up to `maxOutputTokens`, if `replyTokens` is not below that.
 */
export function worstConversation(model: Priced, limits: ConversationLimits): Spending {
  const { turns, promptTokens, feedbackTokens } = limits;
  const replyTokens = limits.replyTokens ?? 4 * model.maxOutputTokens + mostTokens([EMPTY]);
  let total: Spending = { calls: 0, tokens: 0, usd: 0 };
  // Added up call by call, as a ledger does, so that rounding cannot make the whole smaller than its parts.
  for (let turn = 0; turn < turns; turn += 1) {
    const call = worstCall(promptTokens + turn * (replyTokens + feedbackTokens), model);
    total = {
      calls: total.calls + 1,
      tokens: total.tokens + call.tokens,
      usd: total.usd + call.usd,
    };
  }
  return total;
}

const EMPTY: ModelMessage = { role: 'assistant', text: '' };

function worstCall(
  promptTokens: number,
  { price, maxOutputTokens, countsTokens = true }: Priced,
): Spending {
  if (!countsTokens) return { calls: 1, tokens: 0, usd: 0 };
  const inputPrice = Math.max(price.input, price.cachedInput, price.cacheWrite);
  return {
    calls: 1,
    tokens: promptTokens + maxOutputTokens,
    usd: (promptTokens * inputPrice + maxOutputTokens * price.output) / MILLION,
  };
}
