import type { RunEvent } from './events.ts';

/** An event with its place in the log. */
export interface LoggedEvent {
  /** From 1, without gaps. */
  readonly sequence: number;
  /** Milliseconds since 1970, by the writer's clock, which may be set at any moment; left out of hashes. */
  readonly at: number;
  /** Milliseconds of work since the first event, pauses left out; never less than at the event before. */
  readonly elapsedMs: number;
  readonly event: RunEvent;
}

/** The log of one run and the texts it refers to. */
export interface Store {
  /**
   * Records events, in order, with the blobs they refer to, in one transaction that may be shared
   * with other appends. Resolves when they are safe from `kill -9`. Throws StoreError.
   */
  append(events: readonly RunEvent[], blobs?: readonly string[]): Promise<void>;
  /** Every event after `from`, oldest first. */
  read(from?: number): AsyncIterable<LoggedEvent>;
  /** The text stored under its `hashText`; undefined when there is none. */
  blob(hash: string): string | undefined;
  /** Whether there is a text under this hash; does not read it. */
  has(hash: string): boolean;
  /** The hash of every text. */
  hashes(): readonly string[];
  /**
   * The head of the chain over the events: of a store that writes, over everything appended so far, of one that
   * reads, over what it has read; undefined where the log has no chain.
   */
  head(): string | undefined;
  /** Milliseconds of work up to now, as the next event will have them. */
  elapsedMs(): number;
  /** Writes the waiting events and releases the file. */
  close(): Promise<void>;
}
