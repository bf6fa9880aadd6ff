import { hash } from 'node:crypto';

/** The head of an empty log. */
export const EMPTY_HEAD = hash('sha256', 'adrs chain 1');

/** Everything that a link of the chain covers. */
export interface ChainedRow {
  readonly sequence: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Milliseconds of work. */
  readonly elapsed: number;
  readonly type: string;
  readonly ordinal: number | null;
  /** JSON of the event. */
  readonly body: string;
}

/** The head after a row, 64 hexadecimal digits: SHA-256 over the head before it and every column of the row. */
export function headAfter(
  head: string,
  { sequence, at, elapsed, type, ordinal, body }: ChainedRow,
): string {
  return hash('sha256', `${head}\n${sequence} ${at} ${elapsed} ${ordinal ?? '-'} ${type}\n${body}`);
}
