import { ModelError } from '../../core/errors.ts';
import type { Completion, LanguageModel, ModelRequest } from '../../core/model.ts';
import { createOpenAiClient, type OpenAiConnection } from './openai-client.ts';
import { adaptationTo, bodyIn, combined, type Dialect } from './openai-dialect.ts';
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
 * Ollama, llama.cpp, OpenRouter, Gemini, Azure). One call is one reply: it neither repeats a request that may have
 * been billed nor limits its time; a request that the server refuses for its form is sent once more in the form that
 * the refusal asks for, which is remembered and told in the reply. Reads nothing from the environment and logs
 * nothing. Throws ConfigError.
 */
export function createOpenAiModel(options: OpenAiOptions): LanguageModel {
  const { name, model, maxOutputTokens, price } = options;
  const { client, endpoint } = createOpenAiClient(options);
  const { asked } = endpoint;
  let known = dialectOf(options, endpoint);
  const parameters = { [known.limitName]: maxOutputTokens, ...known.parameters };

  const send = async (request: ModelRequest, dialect: Dialect, signal: AbortSignal) => {
    const body = bodyIn(dialect, model, request.messages);
    try {
      const response = await client.chat.completions.create(body, { signal }).asResponse();
      return readOpenAiReply(await response.text(), request, asked);
    } catch (thrown) {
      throw failureOf(thrown, signal, asked);
    }
  };

  return {
    name,
    identity: { provider: 'openai', baseUrl: endpoint.baseUrl, model, parameters },
    maxOutputTokens,
    price,
    async complete(request, signal): Promise<Completion> {
      signal.throwIfAborted();
      const hasSystemText = request.messages.some(({ role }) => role === 'system');
      const { completion, dialect } = await adapted(
        (each) => send(request, each, signal),
        known,
        hasSystemText,
      );
      known = combined(known, dialect);
      return completion;
    },
  };
}

/** Sends a request, and again in other dialects as long as refusals ask for them. */
async function adapted(
  send: (dialect: Dialect) => Promise<Completion>,
  first: Dialect,
  hasSystemText: boolean,
): Promise<{ readonly completion: Completion; readonly dialect: Dialect }> {
  const notices = new Map<string, string>();
  for (let dialect = first; ;) {
    try {
      const completion = await send(dialect);
      if (notices.size === 0) return { completion, dialect };
      return { completion: { ...completion, adapted: [...notices.values()] }, dialect };
    } catch (error) {
      const next =
        error instanceof ModelError ? adaptationTo(error, dialect, hasSystemText) : undefined;
      if (next === undefined) throw error;
      dialect = next.dialect;
      notices.set(next.topic, next.notice);
    }
  }
}

function dialectOf(
  { maxOutputTokens, temperature, effort, tokenLimitParameter }: OpenAiOptions,
  { baseUrl }: Endpoint,
): Dialect {
  const newer = NEWER_NAME.test(new URL(baseUrl).hostname);
  return {
    parameters: {
      ...(temperature === undefined ? {} : { temperature }),
      ...(effort === undefined ? {} : { reasoning_effort: effort }),
    },
    limitName: tokenLimitParameter ?? (newer ? 'max_completion_tokens' : 'max_tokens'),
    isRenamed: false,
    maxTokens: maxOutputTokens,
    hasSystemRole: true,
    isStreamed: false,
  };
}
