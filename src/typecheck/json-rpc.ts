import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';

/** The other side of a pipe that speaks JSON-RPC 2.0 with `Content-Length` headers. */
export interface Peer {
  /** Rejects when the other side answers with an error, or when `fail` was called. */
  readonly request: (method: string, params: unknown) => Promise<unknown>;
  /** Rejects all that is waiting and all that comes. */
  readonly fail: (reason: Error) => void;
}

const messageSchema = z.object({
  id: z.union([z.number(), z.string()]).nullish(),
  method: z.string().optional(),
  params: z.unknown().optional(),
  result: z.unknown().optional(),
  error: z.object({ message: z.string() }).nullish(),
});
type Message = z.infer<typeof messageSchema>;

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Speaks over the pipes of a process. `answer` is called for the requests of the other side. */
// oxlint-disable-next-line max-lines-per-function -- one closure over the requests that wait
export function createPeer(
  { input, output }: { readonly input: Readable; readonly output: Writable },
  answer: (method: string, params: unknown) => unknown,
): Peer {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let broken: Error | undefined;

  const send = (message: object): void => {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    output.write(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
  };
  const fail = (reason: Error): void => {
    broken ??= reason;
    for (const { reject } of waiting.values()) reject(broken);
    waiting.clear();
  };
  const receive = ({ id, method, params, result, error }: Message): void => {
    if (method !== undefined) {
      if (id !== null && id !== undefined) send({ id, result: answer(method, params) });
      return;
    }
    const asked = Number(id);
    const one = waiting.get(asked);
    waiting.delete(asked);
    if (error === null || error === undefined) one?.resolve(result);
    else one?.reject(new Error(error.message));
  };
  readMessages(input, { receive, fail });
  // A process that died while it was written to is told by its exit.
  output.on('error', () => undefined);

  return {
    fail,
    request(method, params) {
      if (broken !== undefined) return Promise.reject(broken);
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        send({ id, method, params });
      });
    },
  };
}

const HEADER_END = '\r\n\r\n';

/** Cuts a stream into messages; whatever is none ends the conversation. */
function readMessages(
  input: Readable,
  { receive, fail }: { receive: (message: Message) => void; fail: (reason: Error) => void },
): void {
  let buffer = Buffer.alloc(0);
  input.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const end = buffer.indexOf(HEADER_END);
      if (end < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(buffer.toString('latin1', 0, end))?.[1]);
      const start = end + HEADER_END.length;
      // A header without a length gives NaN, and an empty text, which is no message.
      if (buffer.length < start + length) return;
      const text = buffer.toString('utf8', start, start + length);
      buffer = buffer.subarray(start + length);
      const message = messageSchema.safeParse(parseJson(text));
      if (!message.success) return fail(new Error('the answer is no JSON-RPC message'));
      receive(message.data);
    }
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
