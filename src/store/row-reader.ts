import type Database from 'better-sqlite3';
import { StoreError } from '../core/errors.ts';
import { EMPTY_HEAD, headAfter, type ChainedRow } from './chain.ts';
import type { LogSchema } from './database.ts';
import { RESTORE } from './failure.ts';

/** The end of a log. */
export interface LogEnd {
  /** Number of the last event, 0 in an empty log. */
  readonly sequence: number;
  readonly elapsedMs: number;
  /** The head of the chain; undefined in a log without one. */
  readonly head: string | undefined;
}

/** Reads the rows of the table of events, in their order. */
export interface RowReader {
  end(): LogEnd;
  /** Begins to read after the event `from`. */
  pass(from: number): RowPass;
}

/** One way through the rows. Every row is handed to `check` once, in order. */
export interface RowPass {
  /** The next rows, at most `limit`; fewer at the end of the log. */
  page(limit: number): readonly StoredRow[];
  /** Answers the milliseconds of work at a row. Throws StoreError when it does not follow from the row before. */
  check(row: StoredRow): number;
  /** The head after the rows checked so far; undefined in a log without a chain. */
  head(): string | undefined;
}

/** A row as it is stored; `chain` is the head after it. */
export interface StoredRow extends Omit<ChainedRow, 'elapsed'> {
  readonly elapsed: number | null;
  readonly chain: Buffer | null;
}

/** A reader of a log of either schema. */
export function createRowReader(database: Database.Database, schema: LogSchema): RowReader {
  const isChained = schema !== 1;
  const added = isChained ? 'elapsed, chain' : 'NULL AS elapsed, NULL AS chain';
  const page = database.prepare<[number, number], StoredRow>(
    `SELECT sequence, at, type, ordinal, body, ${added} FROM events WHERE sequence > ? ORDER BY sequence LIMIT ?`,
  );
  const one = database.prepare<[number], Pick<StoredRow, 'elapsed' | 'chain'>>(
    `SELECT ${added} FROM events WHERE sequence = ?`,
  );
  const last = database.prepare<[], number>('SELECT ifnull(max(sequence), 0) FROM events').pluck();

  const endAt = (sequence: number): LogEnd => {
    const row = one.get(sequence);
    const head = row?.chain?.toString('hex') ?? (isChained ? EMPTY_HEAD : undefined);
    return { sequence, elapsedMs: row?.elapsed ?? 0, head };
  };

  return {
    end() {
      const sequence = last.get() ?? 0;
      return isChained ? endAt(sequence) : { ...endAt(sequence), elapsedMs: unchainedMs(page) };
    },
    pass(from) {
      const start = isChained ? endAt(from) : { sequence: 0, head: undefined };
      return createPass(start, { page, check: isChained ? chainCheck(start) : wallClockCheck() });
    },
  };
}

type PageQuery = Database.Statement<[number, number], StoredRow>;
type RowCheck = Pick<RowPass, 'check' | 'head'>;

function createPass(
  start: Pick<LogEnd, 'sequence'>,
  { page, check }: { readonly page: PageQuery; readonly check: RowCheck },
): RowPass {
  let previous = start.sequence;
  return {
    page: (limit) => page.all(previous, limit),
    check(row) {
      if (row.sequence !== previous + 1) throw missing(previous + 1);
      previous = row.sequence;
      return check.check(row);
    },
    head: check.head,
  };
}

function chainCheck(start: Pick<LogEnd, 'head'>): RowCheck {
  let head = start.head ?? EMPTY_HEAD;
  return {
    check(row) {
      const elapsed = row.elapsed ?? 0;
      head = headAfter(head, { ...row, elapsed });
      if (!Buffer.isBuffer(row.chain) || row.chain.toString('hex') !== head) {
        throw changed(row.sequence);
      }
      return elapsed;
    },
    head: () => head,
  };
}

/** In a log without a chain, work time is what the clock of the wall tells about it. */
function wallClockCheck(): RowCheck {
  let elapsed = 0;
  let last: number | undefined;
  return {
    check({ at, type }) {
      // A clock that was set back must not make time run backwards.
      if (last !== undefined && type !== 'run-resumed') elapsed += Math.max(0, at - last);
      last = at;
      return elapsed;
    },
    head: () => undefined,
  };
}

function unchainedMs(page: PageQuery): number {
  const { check } = wallClockCheck();
  let elapsed = 0;
  for (const row of page.iterate(0, -1)) elapsed = check(row);
  return elapsed;
}

function missing(sequence: number): StoreError {
  return new StoreError(`event ${sequence} is missing from the log`, { hint: RESTORE });
}

function changed(sequence: number): StoreError {
  return new StoreError(
    `event ${sequence} of the log was changed: it does not follow from event ${sequence - 1}`,
    { hint: RESTORE },
  );
}
