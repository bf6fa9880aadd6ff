/** Thrown by a counted text whose reader has looked at more characters than it may. */
export class ReadLimitError extends Error {}

/**
 * A text that counts how often its characters are read one by one, and refuses after `limit` reads.
 *
 * A parser that goes back and tries another reading reads the same characters again. So the count is its
 * work, the same on every machine, and a limit on it ends a parse that would take exponential time.
 */
export class CountedText extends String {
  readonly #text: string;
  #left: number;

  constructor(text: string, limit: number) {
    super(text);
    this.#text = text;
    this.#left = limit;
  }

  override charCodeAt(index: number): number {
    if (this.#left === 0) throw new ReadLimitError();
    this.#left -= 1;
    return this.#text.charCodeAt(index);
  }

  // What follows is only quicker than the same on a wrapped string.
  override codePointAt(index: number): number | undefined {
    return this.#text.codePointAt(index);
  }

  override slice(start?: number, end?: number): string {
    return this.#text.slice(start, end);
  }

  override toString(): string {
    return this.#text;
  }
}
