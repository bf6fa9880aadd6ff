import { z } from 'zod';
import type { ModelMessage, TokenUsage } from '../../core/model.ts';

/**
 * A count as a server sends it: a whole number from 0. Numbers in strings are numbers; what is null, negative or
 * no number counts as not sent, which is 0 here, since no prompt has no tokens.
 */
export const sentCount = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\s*\d+(?:\.\d+)?\s*$/)
      .transform(Number),
  ])
  .nullish()
  .catch(undefined)
  .transform((count) =>
    typeof count === 'number' && Number.isFinite(count) && count > 0 ? Math.ceil(count) : 0,
  );

/** Counts of a reply as a server sends them; 0 where it sends none. */
export interface SentCounts {
  readonly input: number;
  readonly output: number;
  readonly total: number;
  readonly cachedInput: number;
  readonly cacheWrite: number;
  readonly reasoning: number;
}

/** The texts that were counted. */
export interface CountedTexts {
  readonly messages: readonly ModelMessage[];
  /** Everything generated: the reply, and thoughts as far as they were sent. */
  readonly generated: string;
}

/**
 * The usage that counts imply, never too low. Servers differ: reasoning and cached tokens stand within the counts
 * of output and input, or beside them, which the total or their size tells. A count that is missing beside a text is
 * what the total leaves, or a rough count.
 */
export function impliedUsage(sent: SentCounts, texts: CountedTexts): TokenUsage {
  const { reasoning, total } = sent;
  const cached = sent.cachedInput + sent.cacheWrite;
  const least = {
    input: sent.input > 0 && sent.cachedInput > sent.input ? sent.input + cached : sent.input,
    output: reasoning > sent.output && sent.output > 0 ? sent.output + reasoning : sent.output,
  };
  const whole = withMissing(least, sent, texts);
  const { input, output } = withTotal(whole, { total, cached, reasoning });
  const cachedInput = Math.min(sent.cachedInput, input);
  return {
    input,
    cachedInput,
    cacheWrite: Math.min(sent.cacheWrite, input - cachedInput),
    output,
    reasoning: Math.min(reasoning, output),
  };
}

type Sides = Pick<TokenUsage, 'input' | 'output'>;

/** With what is not sent: the rest of the total, and no less than a rough count. */
function withMissing(
  { input, output }: Sides,
  { total, reasoning }: SentCounts,
  { messages, generated }: CountedTexts,
): Sides {
  const known = input > 0 ? input : roughPromptTokens(messages);
  const rest = total - known;
  if (output > 0) return { input: input > 0 || total <= output ? known : total - output, output };
  const rough = roughTokens(generated) + reasoning;
  return {
    input: known,
    output: input > 0 && rest > 0 ? Math.max(rest, reasoning) : Math.max(rough, rest),
  };
}

/** With what the total has beyond both: cached tokens or reasoning beside them, else output, which costs most. */
function withTotal(
  { input, output }: Sides,
  {
    total,
    cached,
    reasoning,
  }: Pick<SentCounts, 'total' | 'reasoning'> & { readonly cached: number },
): Sides {
  const excess = total - input - output;
  if (excess <= 0) return { input, output };
  const isCache =
    cached > 0 && excess !== reasoning && (excess === cached || excess === cached + reasoning);
  return isCache
    ? { input: input + cached, output: output + excess - cached }
    : { input, output: output + excess };
}

/** Stands in for a count that a server does not send: three bytes a token, a little more than usual. */
export function roughTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 3);
}

/** The same for a prompt. */
export function roughPromptTokens(messages: readonly ModelMessage[]): number {
  return messages.reduce((sum, { text }) => sum + roughTokens(text), 0);
}

/** The greater of each count: those of a stream are cumulative, and some servers end it with zeros. */
export function greatestCounts(counts: readonly SentCounts[]): SentCounts {
  const greatest = (key: keyof SentCounts): number =>
    counts.reduce((most, each) => Math.max(most, each[key]), 0);
  return {
    input: greatest('input'),
    output: greatest('output'),
    total: greatest('total'),
    cachedInput: greatest('cachedInput'),
    cacheWrite: greatest('cacheWrite'),
    reasoning: greatest('reasoning'),
  };
}
