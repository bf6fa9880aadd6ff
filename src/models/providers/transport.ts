import { Buffer } from 'node:buffer';
import http from 'node:http';
import https from 'node:https';
import { ModelError } from '../../core/errors.ts';

/** A reply with more bytes than this is refused while it arrives. No model writes a hundredth of it. */
const MAX_BYTES = 8 * 1024 * 1024;

export interface TransportOptions {
  /** Of the model, in the run file. */
  readonly name: string;
  /** All headers apart from those that HTTP needs; nothing an SDK or the environment adds. */
  readonly headers: Readonly<Record<string, string>>;
  /** Removes secrets from every text that the server sends. */
  readonly redact: (text: string) => string;
}

/** A reply that is no success, for those who know the provider's words. */
export class HttpFailure extends Error {
  readonly status: number;
  /** Secrets removed. */
  readonly body: string;
  readonly headers: Headers;

  constructor(status: number, body: string, headers: Headers) {
    super(`status ${status}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** The part of `fetch` that the SDKs use. */
export type Transport = (
  input: string | URL | Request,
  init?: {
    readonly method?: string | undefined;
    readonly body?: unknown;
    readonly signal?: AbortSignal | null | undefined;
  },
) => Promise<Response>;

/**
 * One HTTP exchange for an SDK, with the whole reply in memory when it resolves.
 *
 * In the place of `fetch`, which gives up on a reply after five silent minutes, follows redirects with
 * the key, and does not say whether a request was sent. Throws ModelError `connection`, which may be
 * billed once the request was sent, and `malformed` for a reply too large; HttpFailure for a status other than 2xx.
 */
export function createTransport({ name, headers, redact }: TransportOptions): Transport {
  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const body = typeof init.body === 'string' ? init.body : '';
    const outgoing = {
      'user-agent': 'adrs',
      ...headers,
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'accept-encoding': 'identity',
    };
    const signal = init.signal ?? undefined;
    const { status, reply, incoming } = await exchange({
      name,
      url,
      body,
      options: { method: init.method ?? 'GET', headers: outgoing, ...(signal ? { signal } : {}) },
    });
    const text = redact(reply);
    // The SDKs keep a part of it only.
    if (status >= 300) throw new HttpFailure(status, text, incoming);
    return new Response(status === 204 ? null : text, { status, headers: incoming });
  };
}

interface Outgoing {
  readonly name: string;
  readonly url: URL;
  readonly body: string;
  readonly options: http.RequestOptions;
}

interface Incoming {
  readonly status: number;
  readonly reply: string;
  readonly incoming: Headers;
}

function exchange({ name, url, body, options }: Outgoing): Promise<Incoming> {
  const { promise, resolve, reject } = Promise.withResolvers<Incoming>();
  let sent = false;
  const fail = (error: Error): void => {
    reject(
      options.signal?.aborted
        ? error
        : failureOf(error, `model ${name}: no reply from ${url.host}`, sent),
    );
  };
  const request = (url.protocol === 'https:' ? https : http).request(url, options);
  request.on('finish', () => {
    sent = true;
  });
  request.on('error', fail);
  request.on('response', (response) => {
    sent = true;
    response.on('error', fail);
    readAll(response).then(resolve, fail);
  });
  request.end(body);
  return promise;
}

const TOO_LARGE = new Error('too large');

async function readAll(response: http.IncomingMessage): Promise<Incoming> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response.iterator({ destroyOnReturn: true })) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > MAX_BYTES) throw TOO_LARGE;
    chunks.push(part);
  }
  // Informational replies never get here, so a status is from 200 to 599 or nonsense.
  const status = Math.min(599, Math.max(200, response.statusCode ?? 599));
  return { status, reply: Buffer.concat(chunks).toString('utf8'), incoming: headersOf(response) };
}

function headersOf(response: http.IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(response.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  return headers;
}

/** Messages of our own: an SDK takes an error for a timeout when its text looks like one. */
const MESSAGE_BY_CODE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host cannot be looked up now',
  ETIMEDOUT: 'the host does not answer',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
};

function failureOf(error: Error, what: string, sent: boolean): ModelError {
  if (error === TOO_LARGE) {
    return new ModelError(`${what}: it is larger than ${MAX_BYTES / 1024 / 1024} MiB`, {
      kind: 'malformed',
      mayBeBilled: true,
    });
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return new ModelError(`${what}: ${MESSAGE_BY_CODE[code] ?? code}`, {
    kind: 'connection',
    mayBeBilled: sent,
    hint: 'check the network and the base URL of this model',
  });
}
