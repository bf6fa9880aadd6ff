import type { Readable, Writable } from 'node:stream';
import {
  createMessageConnection,
  ErrorCodes,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';

/** The other side of a pipe that speaks JSON-RPC 2.0 with `Content-Length` headers. */
export interface Peer {
  /** Rejects when the other side answers with an error, or when `fail` was called. */
  readonly request: (method: string, params?: object) => Promise<unknown>;
  /** Rejects all that is waiting and all that comes. */
  readonly fail: (reason: Error) => void;
}

/** Codes of the errors that are not the other side's answers. */
const UNANSWERED: ReadonlySet<number> = new Set([
  ErrorCodes.MessageWriteError,
  ErrorCodes.PendingResponseRejected,
]);

/**
 * Speaks over the pipes of a process. `answer` is called for the requests of the other side. What cannot
 * be read as a message fails the peer; a broken pipe does not, as the exit of the process tells more.
 */
export function createPeer(
  { input, output }: { readonly input: Readable; readonly output: Writable },
  answer: (method: string, params: unknown) => unknown,
): Peer {
  const reader = new StreamMessageReader(input);
  // Its timer would outlive a process that died within a message.
  reader.partialMessageTimeout = 0;
  const connection = createMessageConnection(reader, new StreamMessageWriter(output));
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  const fail = (reason: Error): void => {
    failed.reject(reason);
    connection.dispose();
  };
  reader.onError(fail);
  connection.onRequest((method, params) => answer(method, params));
  connection.listen();

  return {
    fail,
    async request(method, params) {
      try {
        // Without parameters none are sent, not even `undefined`.
        return await (params === undefined
          ? connection.sendRequest(method)
          : connection.sendRequest(method, params));
      } catch (error) {
        if (error instanceof ResponseError && !UNANSWERED.has(error.code)) throw error;
        return failed.promise;
      }
    },
  };
}
