import type { LanguageModel } from '../../core/model.ts';
import { createOpenAiClient, openAiFailure, type OpenAiConnection } from './openai-client.ts';
import { readOpenAiReply } from './openai-reply.ts';
import { failureOf } from './provider.ts';
import type { Endpoint } from './provider.ts';

export interface OpenAiOptions extends OpenAiConnection {
  /** Effort of a reasoning model. */
  readonly effort?: 'minimal' | 'low' | 'medium' | 'high' | undefined;
  /**
   * Name of the limit of tokens. Newer OpenAI models refuse `max_tokens`, and many compatible
   * servers ignore or refuse the other; so by default the host decides.
   */
  readonly tokenLimitParameter?: 'max_completion_tokens' | 'max_tokens' | undefined;
}

const NEWER_NAME = /(^|\.)(api\.openai\.com|openai\.azure\.com|cognitiveservices\.azure\.com)$/;

/**
 * A model behind OpenAI's chat completions, at OpenAI or at any server that speaks them (vLLM, SGLang,
 * Ollama, llama.cpp, OpenRouter, Gemini, Azure). One call is one request: it neither retries nor limits
 * its time. Reads nothing from the environment and logs nothing. Throws ConfigError.
 */
export function createOpenAiModel(options: OpenAiOptions): LanguageModel {
  const { name, model, maxOutputTokens, price } = options;
  const { client, endpoint } = createOpenAiClient(options);
  const { asked } = endpoint;
  const parameters = parametersOf(options, endpoint);
  return {
    name,
    identity: { provider: 'openai', baseUrl: endpoint.baseUrl, model, parameters },
    maxOutputTokens,
    price,
    async complete(request, signal) {
      signal.throwIfAborted();
      const messages = request.messages.map(({ role, text }) => ({ role, content: text }));
      let reply: unknown;
      try {
        reply = await client.chat.completions.create(
          { model, messages, ...parameters },
          { signal },
        );
      } catch (thrown) {
        throw failureOf(thrown, signal, (error) => openAiFailure(error, asked));
      }
      return readOpenAiReply(reply, request, asked);
    },
  };
}

function parametersOf(
  { maxOutputTokens, temperature, effort, tokenLimitParameter }: OpenAiOptions,
  { baseUrl }: Endpoint,
): Readonly<Record<string, string | number>> {
  const newer = NEWER_NAME.test(new URL(baseUrl).hostname);
  const limitName = tokenLimitParameter ?? (newer ? 'max_completion_tokens' : 'max_tokens');
  return {
    [limitName]: maxOutputTokens,
    ...(temperature === undefined ? {} : { temperature }),
    ...(effort === undefined ? {} : { reasoning_effort: effort }),
  };
}
