import OpenAI from 'openai';
import { NO_TIMEOUT_MS, createEndpoint } from './provider.ts';
import type { Endpoint, ProviderOptions } from './provider.ts';

/** A way to a server that speaks OpenAI's wire format. */
export interface OpenAiConnection extends ProviderOptions {
  /** Carries the bare key instead of `Authorization: Bearer`; `api-key` for Azure's older endpoint. */
  readonly keyHeader?: string | undefined;
  /** Added to every address, such as Azure's `api-version`. */
  readonly query?: Readonly<Record<string, string>> | undefined;
}

const OFFICIAL = 'https://api.openai.com/v1';

/** The SDK over our transport; neither retries nor limits its time. Throws ConfigError. */
export function createOpenAiClient(options: OpenAiConnection): {
  readonly client: OpenAI;
  readonly endpoint: Endpoint;
} {
  const { baseUrl = OFFICIAL } = options;
  const endpoint = createEndpoint({ ...options, baseUrl }, keyHeadersOf(options));
  return { client: clientOver(endpoint, options), endpoint };
}

function keyHeadersOf({ apiKey, keyHeader }: OpenAiConnection): Readonly<Record<string, string>> {
  if (apiKey === undefined) return {};
  return keyHeader === undefined
    ? { authorization: `Bearer ${apiKey}` }
    : { [keyHeader.toLowerCase()]: apiKey };
}

/** Every option that the SDK would otherwise read from the environment is given. */
function clientOver({ baseUrl, query, transport }: Endpoint, options: OpenAiConnection): OpenAI {
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
