import { z } from 'zod';
import type { LanguageModel, ModelRequest, TokenUsage } from '../../core/model.ts';
import { createOpenAiClient, type OpenAiConnection } from './openai-client.ts';
import { failureOf } from './provider.ts';
import { malformed, whatIsWrong } from './provider-errors.ts';
import { roughPromptTokens, sentCount } from './usage.ts';
import { encodeVector } from '../vector.ts';

export interface OpenAiEmbeddingOptions extends Omit<
  OpenAiConnection,
  'maxOutputTokens' | 'temperature'
> {
  /** Length of the vectors, where the model lets one choose. At least 1. */
  readonly dimensions?: number | undefined;
}

const replyShape = z.object({
  model: z.string().nullish(),
  data: z.tuple([z.object({ embedding: z.array(z.number()).min(1) })], z.unknown()),
  usage: z.object({ prompt_tokens: sentCount, total_tokens: sentCount }).nullish().catch(undefined),
});

/** Limit on the characters of a text that are sent; models take about 8,000 tokens. */
const MAX_TEXT = 24_000;

/**
 * A model behind OpenAI's embeddings, there or at any server that speaks them. It answers the last message
 * with its vector, as `encodeVector` writes it, so that vectors are recorded and paid for like any reply.
 * Throws ConfigError.
 */
export function createOpenAiEmbedding(options: OpenAiEmbeddingOptions): LanguageModel {
  const { name, model, price, dimensions } = options;
  const { client, endpoint } = createOpenAiClient({ ...options, maxOutputTokens: 1 });
  const { asked } = endpoint;
  const parameters = dimensions === undefined ? {} : { dimensions };
  return {
    name,
    identity: { provider: 'openai-embedding', baseUrl: endpoint.baseUrl, model, ...parameters },
    maxOutputTokens: 1,
    price,
    async complete(request, signal) {
      signal.throwIfAborted();
      const input = (request.messages.at(-1)?.text ?? '').slice(0, MAX_TEXT);
      let reply: unknown;
      try {
        // The SDK would ask for base64 otherwise, which few servers other than OpenAI's speak.
        const body = { model, input, encoding_format: 'float' as const, ...parameters };
        reply = await client.embeddings.create(body, { signal });
      } catch (thrown) {
        throw failureOf(thrown, signal, asked);
      }
      const parsed = replyShape.safeParse(reply);
      if (!parsed.success) throw malformed(asked, whatIsWrong(parsed.error));
      const { data, usage, model: answeredBy } = parsed.data;
      return {
        text: encodeVector(data[0].embedding),
        finish: 'stop',
        usage: usageOf(Math.max(usage?.prompt_tokens ?? 0, usage?.total_tokens ?? 0), request),
        answeredBy: answeredBy ?? model,
      };
    },
  };
}

function usageOf(counted: number, request: ModelRequest): TokenUsage {
  const input = counted || roughPromptTokens(request.messages);
  return { input, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 };
}
