import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { CONTENT_TYPE, errorBody, replyBody } from './wire-format.ts';
import type { WireError, WireFormat, WireMessage } from './wire-format.ts';

/** A request as it arrived. */
export interface ReceivedRequest {
  /** From 1, in the order of arrival. */
  readonly number: number;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** The parsed body; the texts of the conversation are under `messages`. */
  readonly body: Readonly<Record<string, unknown>>;
}

type Headers = Readonly<Record<string, string>>;

/** The server's answer to a request. */
export type WireAnswer =
  /** A good reply, after a while. */
  | (WireMessage & { readonly type: 'reply'; readonly delayMs?: number })
  | (WireError & { readonly type: 'error'; readonly status: number; readonly headers?: Headers })
  /** Exactly these bytes, as if they were a whole reply. */
  | {
      readonly type: 'bytes';
      readonly body: string;
      readonly status?: number;
      readonly headers?: Headers;
    }
  /** A good reply, eight bytes at a time. */
  | (WireMessage & { readonly type: 'drip'; readonly everyMs: number })
  /** A good reply of which only this share is sent before the connection is reset; 0 sends nothing. */
  | (WireMessage & { readonly type: 'reset'; readonly share: number })
  /** Spaces without end, up to this number of bytes. */
  | { readonly type: 'flood'; readonly bytes: number };

/** By number of the request, the last one repeated, or by what was asked. */
export type WireScript =
  | readonly WireAnswer[]
  | ((request: ReceivedRequest) => WireAnswer | Promise<WireAnswer>);

export interface WireServer extends AsyncDisposable {
  /** `baseUrl` for a model. */
  readonly baseUrl: string;
  readonly requests: readonly ReceivedRequest[];
  /** Bytes that left, headers left out. */
  readonly bytesSent: () => number;
  /** Ends every connection and stops listening. */
  close(): Promise<void>;
}

interface WireServerOptions {
  readonly format: WireFormat;
  readonly script: WireScript;
}

/** A real HTTP server on loopback that speaks the wire format of a provider and follows a script. */
export async function startWireServer({ format, script }: WireServerOptions): Promise<WireServer> {
  const requests: ReceivedRequest[] = [];
  const counter = { bytes: 0 };
  const answerTo = (request: ReceivedRequest): WireAnswer | Promise<WireAnswer> => {
    if (typeof script === 'function') return script(request);
    const answer = script[Math.min(request.number, script.length) - 1];
    if (answer === undefined) throw new Error('the script is empty');
    return answer;
  };
  const server = createServer((incoming, response) => {
    response.on('error', () => {});
    readJson(incoming)
      .then((body) => {
        const { url: path = '', headers } = incoming;
        const request = { number: requests.length + 1, path, headers, body };
        requests.push(request);
        return answerTo(request);
      })
      .then((answer) => perform(answer, { response, format, counter }))
      .catch((error: unknown) => {
        response.destroy(error instanceof Error ? error : undefined);
      });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
    });
  const root = `http://127.0.0.1:${address.port}`;
  return {
    baseUrl: format === 'openai' ? `${root}/v1` : root,
    requests,
    bytesSent: () => counter.bytes,
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function readJson(incoming: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  for await (const chunk of incoming.setEncoding('utf8')) text += String(chunk);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a test looks into it by name
  return JSON.parse(text) as Record<string, unknown>;
}

interface Exchange {
  readonly response: ServerResponse;
  readonly format: WireFormat;
  readonly counter: { bytes: number };
}

async function perform(answer: WireAnswer, { response, format, counter }: Exchange): Promise<void> {
  const begin = (status: number, headers: Headers): void => {
    response.writeHead(status, headers);
  };
  const send = (bytes: string | Buffer): Promise<void> =>
    new Promise((resolve, reject) => {
      counter.bytes += bytes.length;
      response.write(bytes, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  const good = { 'content-type': CONTENT_TYPE[format] };
  switch (answer.type) {
    case 'reply':
      if (answer.delayMs !== undefined) await sleep(answer.delayMs);
      begin(200, good);
      await send(replyBody(format, answer));
      response.end();
      break;
    case 'error':
      begin(answer.status, { 'content-type': 'application/json', ...answer.headers });
      await send(errorBody(format, answer));
      response.end();
      break;
    case 'bytes':
      begin(answer.status ?? 200, { ...good, ...answer.headers });
      await send(answer.body);
      response.end();
      break;
    case 'drip': {
      begin(200, good);
      const body = Buffer.from(replyBody(format, answer));
      for (let at = 0; at < body.length && !response.destroyed; at += 8) {
        // oxlint-disable-next-line no-await-in-loop -- slowness is the point
        await send(body.subarray(at, at + 8));
        // oxlint-disable-next-line no-await-in-loop -- slowness is the point
        await sleep(answer.everyMs);
      }
      response.end();
      break;
    }
    case 'reset': {
      const body = replyBody(format, answer);
      if (answer.share > 0) {
        begin(200, good);
        await send(body.slice(0, Math.floor(body.length * answer.share)));
      }
      response.socket?.resetAndDestroy();
      break;
    }
    case 'flood': {
      begin(200, good);
      const chunk = Buffer.alloc(65_536, ' ');
      // oxlint-disable-next-line no-await-in-loop -- as fast as the other side reads, no faster
      while (counter.bytes < answer.bytes && !response.destroyed) await send(chunk);
      response.end();
    }
  }
}
