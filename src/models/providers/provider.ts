import { validateHeaderName, validateHeaderValue } from 'node:http';
import { unescape } from 'node:querystring';
import { ConfigError, ModelError } from '../../core/errors.ts';
import type { Price } from '../../core/model.ts';
import { createRedactor } from '../secrets.ts';
import { failureCodes, failureReason, parsed } from './failure-reason.ts';
import { malformed, modelErrorOf } from './provider-errors.ts';
import type { Asked } from './provider-errors.ts';
import { createTransport, HttpFailure } from './transport.ts';
import type { Transport } from './transport.ts';

/** The longest that a timer can wait: how long a call may take is decided by `withTimeout`. */
export const NO_TIMEOUT_MS = 2 ** 31 - 1;

/** Options of every provider's model. */
export interface ProviderOptions {
  /** In the run file. */
  readonly name: string;
  /** As the provider knows it. */
  readonly model: string;
  /** Left out for a server that asks for none. */
  readonly apiKey?: string | undefined;
  /** The provider's own endpoint when left out. */
  readonly baseUrl?: string | undefined;
  /** Sent in addition to the usual ones; never part of the identity. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Tokens of a reply, reasoning included. At least 1. */
  readonly maxOutputTokens: number;
  /** The provider's default when left out; reasoning models often allow no other. */
  readonly temperature?: number | undefined;
  readonly price: Price;
}

/** Where a provider is and how to reach it. */
export interface Endpoint {
  /** Scheme, host and path, without credentials and query; part of the identity. */
  readonly baseUrl: string;
  /** The query of the base URL. */
  readonly query: Readonly<Record<string, string>>;
  readonly asked: Asked;
  readonly transport: Transport;
  /** Takes the key out of a text that was put together from pieces. */
  readonly redact: (text: string) => string;
}

/**
 * Reads the base URL and prepares the transport. The SDK never sees the key: the transport adds it to each
 * request and removes it from each reply. Throws ConfigError for an invalid address or header.
 */
export function createEndpoint(
  { name, model, apiKey, headers = {}, ...options }: ProviderOptions & { readonly baseUrl: string },
  keyHeaders: Readonly<Record<string, string>>,
): Endpoint {
  const url = URL.parse(options.baseUrl);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new ConfigError(`model ${name}: the base URL is not an address of http or https`, {
      hint: 'write it with its scheme, such as http://127.0.0.1:8000/v1',
    });
  }
  const redact = createRedactor({
    API_KEY: apiKey,
    AUTHORIZATION_TOKEN: lowerCased(headers)['authorization']?.split(' ').at(-1),
    BASE_URL_PASSWORD: passwordOf(url),
    ...headers,
  });
  return {
    baseUrl: url.origin + url.pathname.replace(/\/+$/, ''),
    query: Object.fromEntries(url.searchParams),
    asked: { name, model, host: url.host },
    transport: createTransport({
      name,
      headers: sendable({ ...lowerCased(headers), ...basicAuthOf(url), ...keyHeaders }, name),
      redact,
    }),
    redact,
  };
}

/** Checks the headers: one that HTTP cannot carry would fail every call, most often a key with a line break. */
function sendable(
  headers: Readonly<Record<string, string>>,
  name: string,
): Readonly<Record<string, string>> {
  for (const [header, value] of Object.entries(headers)) {
    try {
      validateHeaderName(header);
      validateHeaderValue(header, value);
    } catch {
      // The error at hand may quote the value.
      throw new ConfigError(`model ${name}: the header ${JSON.stringify(header)} cannot be sent`, {
        hint: 'look for line breaks and other odd characters in the API key and in the headers',
      });
    }
  }
  return headers;
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

function passwordOf({ password }: URL): string | undefined {
  return password === '' ? undefined : unescape(password);
}

/** Credentials in the base URL, as some gateways want them. */
function basicAuthOf(url: URL): Readonly<Record<string, string>> {
  const password = passwordOf(url);
  if (password === undefined) return {};
  const pair = `${unescape(url.username)}:${password}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

/**
 * The error to throw for what an SDK threw: the reason of the signal when the call was aborted, a ModelError of the
 * transport or about a reply that is no success, `malformed` for what the SDK could not read, anything else as it is.
 */
export function failureOf(thrown: unknown, signal: AbortSignal, asked: Asked): unknown {
  if (signal.aborted) return signal.reason;
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  for (const each of [thrown, cause]) {
    if (each instanceof ModelError) return each;
    if (each instanceof HttpFailure) return httpErrorOf(each, asked);
  }
  return thrown instanceof SyntaxError ? malformed(asked, thrown.message) : thrown;
}

function httpErrorOf({ status, body, headers }: HttpFailure, asked: Asked): ModelError {
  const said = parsed(body) ?? body;
  const failure = { status, codes: failureCodes(said), message: failureReason(said), headers };
  return modelErrorOf(failure, asked);
}
