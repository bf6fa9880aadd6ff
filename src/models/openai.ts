import OpenAI from 'openai';
import type { LanguageModel } from '../core/model.ts';
import { readOpenAiReply } from './openai-reply.ts';
import { NO_TIMEOUT_MS, createEndpoint, failureOf } from './provider.ts';
import type { Endpoint, ProviderOptions } from './provider.ts';
import { malformed, modelErrorOf } from './provider-errors.ts';
import type { Asked } from './provider-errors.ts';

export interface OpenAiOptions extends ProviderOptions {
  /** How long a reasoning model thinks. */
  readonly effort?: 'minimal' | 'low' | 'medium' | 'high' | undefined;
  /** Carries the bare key instead of `Authorization: Bearer`; `api-key` for Azure's older endpoint. */
  readonly keyHeader?: string | undefined;
  /** Added to every address, such as Azure's `api-version`. */
  readonly query?: Readonly<Record<string, string>> | undefined;
  /**
   * How the limit of tokens is called. Newer OpenAI models refuse `max_tokens`, and many compatible
   * servers ignore or refuse the other; so by default the host decides.
   */
  readonly tokenLimitParameter?: 'max_completion_tokens' | 'max_tokens' | undefined;
}

const OFFICIAL = 'https://api.openai.com/v1';
const NEWER_NAME = /(^|\.)(api\.openai\.com|openai\.azure\.com|cognitiveservices\.azure\.com)$/;

/**
 * A model behind OpenAI's chat completions, at OpenAI or at any server that speaks them (vLLM, SGLang,
 * Ollama, llama.cpp, OpenRouter, Gemini, Azure). One call is one request: it neither retries nor limits
 * its time. Reads nothing from the environment and logs nothing. Throws ConfigError.
 */
export function createOpenAiModel(options: OpenAiOptions): LanguageModel {
  const { name, model, maxOutputTokens, price, baseUrl = OFFICIAL } = options;
  const endpoint = createEndpoint({ ...options, baseUrl }, keyHeadersOf(options));
  const { asked } = endpoint;
  const client = createClient(endpoint, options);
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
        throw failureOf(thrown, signal, (error) => translate(error, asked));
      }
      return readOpenAiReply(reply, request, asked);
    },
  };
}

function keyHeadersOf({ apiKey, keyHeader }: OpenAiOptions): Readonly<Record<string, string>> {
  if (apiKey === undefined) return {};
  return keyHeader === undefined
    ? { authorization: `Bearer ${apiKey}` }
    : { [keyHeader.toLowerCase()]: apiKey };
}

/** Every option that the SDK would otherwise read from the environment is given. */
function createClient({ baseUrl, query, transport }: Endpoint, options: OpenAiOptions): OpenAI {
  return new OpenAI({
    apiKey: 'held by the transport',
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    baseURL: baseUrl,
    defaultQuery: { ...query, ...options.query },
    fetch: transport,
    maxRetries: 0,
    timeout: NO_TIMEOUT_MS,
    logLevel: 'off',
  });
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

function translate(thrown: unknown, asked: Asked): unknown {
  if (!(thrown instanceof OpenAI.APIError)) {
    const unreadable = thrown instanceof SyntaxError || thrown instanceof OpenAI.OpenAIError;
    return unreadable ? malformed(asked, thrown.message) : thrown;
  }
  const { status, code, type, message, headers } = thrown;
  return modelErrorOf({ status, codes: [code, type], message, headers }, asked);
}
