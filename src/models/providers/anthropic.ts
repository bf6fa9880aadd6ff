import Anthropic from '@anthropic-ai/sdk';
import type {
  MessageCreateParamsStreaming,
  MessageParam,
} from '@anthropic-ai/sdk/resources/messages/messages';
import { ConfigError } from '../../core/errors.ts';
import type { LanguageModel, ModelMessage } from '../../core/model.ts';
import { readAnthropicReply } from './anthropic-reply.ts';
import { NO_TIMEOUT_MS, createEndpoint, failureOf } from './provider.ts';
import type { Endpoint, ProviderOptions } from './provider.ts';

export interface AnthropicOptions extends ProviderOptions {
  /** Level for models that decide on their own how long to think. */
  readonly effort?: 'low' | 'medium' | 'high' | undefined;
  /**
   * For models that think within a budget: at least 1024 and less than `maxOutputTokens`, of which it
   * is a part. Allows no `temperature`.
   */
  readonly thinkingTokens?: number | undefined;
}

const OFFICIAL = 'https://api.anthropic.com';
const MIN_THINKING = 1024;

/**
 * A model behind Anthropic's messages. One call is one request: it neither retries nor limits its time.
 * The reply is streamed, since connections that stay silent for minutes get lost. The system message
 * is marked for the provider's cache: every proposal of a run shares it. Reads nothing from the
 * environment and logs nothing. Throws ConfigError.
 */
export function createAnthropicModel(options: AnthropicOptions): LanguageModel {
  const { name, model, maxOutputTokens, price, apiKey, baseUrl = OFFICIAL } = options;
  const endpoint = createEndpoint(
    { ...options, baseUrl },
    { 'anthropic-version': '2023-06-01', ...(apiKey === undefined ? {} : { 'x-api-key': apiKey }) },
  );
  const { asked } = endpoint;
  const client = createClient(endpoint);
  const parameters = parametersOf(options);
  return {
    name,
    identity: { provider: 'anthropic', baseUrl: endpoint.baseUrl, model, parameters },
    maxOutputTokens,
    price,
    async complete(request, signal) {
      signal.throwIfAborted();
      const body = {
        model,
        stream: true,
        ...parameters,
        ...conversationOf(request.messages),
      } as const;
      try {
        const completion = readAnthropicReply(await post(client, body, signal), request, asked);
        return { ...completion, text: endpoint.redact(completion.text) };
      } catch (thrown) {
        throw failureOf(thrown, signal, asked);
      }
    },
  };
}

async function post(
  client: Anthropic,
  body: MessageCreateParamsStreaming,
  signal: AbortSignal,
): Promise<string> {
  // `messages.create` would print a warning for some models on every call.
  const response = await client.post('/v1/messages', { body, stream: true, signal }).asResponse();
  return response.text();
}

/** Every option that the SDK would otherwise read from the environment is given. */
function createClient({ baseUrl, query, transport }: Endpoint): Anthropic {
  return new Anthropic({
    apiKey: 'held by the transport',
    webhookKey: null,
    baseURL: baseUrl,
    defaultQuery: { ...query },
    fetch: transport,
    maxRetries: 0,
    timeout: NO_TIMEOUT_MS,
    logLevel: 'off',
    openTelemetry: false,
  });
}

function parametersOf(options: AnthropicOptions) {
  const { maxOutputTokens, temperature, effort, thinkingTokens } = options;
  const complaint = complaintAbout(options);
  if (complaint !== undefined) throw new ConfigError(`model ${options.name}: ${complaint}`);
  return {
    max_tokens: maxOutputTokens,
    ...(temperature === undefined ? {} : { temperature }),
    ...(effort === undefined ? {} : { output_config: { effort } }),
    ...(thinkingTokens === undefined
      ? effort === undefined
        ? {}
        : { thinking: { type: 'adaptive' } as const }
      : { thinking: { type: 'enabled', budget_tokens: thinkingTokens } as const }),
  };
}

function complaintAbout(options: AnthropicOptions): string | undefined {
  const { thinkingTokens, temperature, maxOutputTokens } = options;
  if (thinkingTokens === undefined) return undefined;
  if (thinkingTokens < MIN_THINKING) {
    return `a thinking budget has at least ${MIN_THINKING} tokens`;
  }
  if (thinkingTokens >= maxOutputTokens) {
    return `the thinking budget (${thinkingTokens}) must leave room within maxOutputTokens (${maxOutputTokens})`;
  }
  return temperature === undefined ? undefined : 'a model that thinks allows no temperature';
}

function conversationOf(messages: readonly ModelMessage[]) {
  const system = messages.filter(({ role }) => role === 'system').map(({ text }) => text);
  const turns = messages.flatMap(({ role, text }): MessageParam[] =>
    role === 'system' ? [] : [{ role, content: text.toWellFormed() }],
  );
  if (system.length === 0) return { messages: turns };
  const text = system.join('\n\n');
  return {
    system: [{ type: 'text', text, cache_control: { type: 'ephemeral' } } as const],
    messages: turns,
  };
}
