import type { Transaction } from './workload.ts';

/** A schedule under construction whose makespan is known at every length. */
export interface Schedule {
  /** Transactions scheduled. */
  readonly length: number;
  /** Last time step of the transactions scheduled; 0 of none. */
  readonly makespan: number;
  /** End times of the transactions scheduled, summed. */
  readonly totalEnd: number;
  /** Number of the transaction at a position below `length`. */
  at(position: number): number;
  /** Starts a transaction as early as the ones before it allow. It must not be scheduled yet. */
  push(transaction: number): void;
  /** Takes back all but the first `length` transactions. */
  truncate(length: number): void;
}

/** Numbers kept for each transaction and key it touches. */
const FIELDS = 5;
/** Never binding, and far from overflow. */
const NEVER = -1e9;

/**
 * Makes an empty schedule. Each key remembers the time of its latest operation and of its latest
 * write, and an undo log takes pushes back, so that two orders cost what lies after their first
 * difference.
 */
export function createSchedule(transactions: readonly Transaction[]): Schedule {
  return new UndoableSchedule(transactions);
}

class UndoableSchedule implements Schedule {
  length = 0;
  makespan = 0;
  totalEnd = 0;
  /** Per transaction, where its touches begin; one more at the end. */
  readonly #first: Int32Array;
  /** Shape [touches, FIELDS]: key; offsets that bind after an operation and after a write; marks left. */
  readonly #touches: Int32Array;
  readonly #lengths: Int32Array;
  readonly #lastOperation: Int32Array;
  readonly #lastWrite: Int32Array;
  readonly #order: Int32Array;
  /** Per position: makespan and summed ends before it, and where its part of the undo log begins. */
  readonly #before: Float64Array;
  readonly #logStart: Int32Array;
  /** Shape [touches, 2]: latest operation and latest write of the key before. */
  readonly #log: Int32Array;

  constructor(transactions: readonly Transaction[]) {
    const tables = touchesOf(transactions);
    this.#first = tables.first;
    this.#touches = tables.touches;
    this.#lengths = Int32Array.from(transactions, ({ length }) => length);
    this.#lastOperation = new Int32Array(tables.keys);
    this.#lastWrite = new Int32Array(tables.keys);
    this.#order = new Int32Array(transactions.length);
    this.#before = new Float64Array(2 * transactions.length);
    this.#logStart = new Int32Array(transactions.length + 1);
    this.#log = new Int32Array((2 * tables.touches.length) / FIELDS);
  }

  at(position: number): number {
    return this.#order[position] ?? -1;
  }

  push(transaction: number): void {
    const position = this.length;
    this.#order[position] = transaction;
    this.#before[2 * position] = this.makespan;
    this.#before[2 * position + 1] = this.totalEnd;
    const start = this.#startOf(transaction);
    this.#leaveMarks(transaction, start);
    const end = start + (this.#lengths[transaction] ?? 0) - 1;
    if (end > this.makespan) this.makespan = end;
    this.totalEnd += end;
    this.length = position + 1;
  }

  truncate(length: number): void {
    if (length >= this.length) return;
    for (let position = this.length - 1; position >= length; position -= 1) this.#undo(position);
    this.makespan = this.#before[2 * length] ?? 0;
    this.totalEnd = this.#before[2 * length + 1] ?? 0;
    this.length = length;
  }

  // oxlint-disable-next-line complexity -- the hot loop; half of it is what indexing costs
  #startOf(transaction: number): number {
    const touches = this.#touches;
    const end = FIELDS * (this.#first[transaction + 1] ?? 0);
    let start = 1;
    for (let at = FIELDS * (this.#first[transaction] ?? 0); at < end; at += FIELDS) {
      const key = touches[at] ?? 0;
      const asWriter = (this.#lastOperation[key] ?? 0) + (touches[at + 1] ?? 0);
      const asReader = (this.#lastWrite[key] ?? 0) + (touches[at + 2] ?? 0);
      if (asWriter > start) start = asWriter;
      if (asReader > start) start = asReader;
    }
    return start;
  }

  // oxlint-disable-next-line complexity -- the hot loop; half of it is what indexing costs
  #leaveMarks(transaction: number, start: number): void {
    const touches = this.#touches;
    const end = FIELDS * (this.#first[transaction + 1] ?? 0);
    let log = this.#logStart[this.length] ?? 0;
    for (let at = FIELDS * (this.#first[transaction] ?? 0); at < end; at += FIELDS) {
      const key = touches[at] ?? 0;
      const operation = this.#lastOperation[key] ?? 0;
      const write = this.#lastWrite[key] ?? 0;
      this.#log[log] = operation;
      this.#log[log + 1] = write;
      log += 2;
      const last = start + (touches[at + 3] ?? 0);
      const lastWrite = start + (touches[at + 4] ?? 0);
      if (last > operation) this.#lastOperation[key] = last;
      if (lastWrite > write) this.#lastWrite[key] = lastWrite;
    }
    this.#logStart[this.length + 1] = log;
  }

  #undo(position: number): void {
    const transaction = this.#order[position] ?? 0;
    const end = FIELDS * (this.#first[transaction + 1] ?? 0);
    let log = this.#logStart[position] ?? 0;
    for (let at = FIELDS * (this.#first[transaction] ?? 0); at < end; at += FIELDS) {
      const key = this.#touches[at] ?? 0;
      this.#lastOperation[key] = this.#log[log] ?? 0;
      this.#lastWrite[key] = this.#log[log + 1] ?? 0;
      log += 2;
    }
  }
}

interface Tables {
  readonly first: Int32Array;
  readonly touches: Int32Array;
  readonly keys: number;
}

/** What each transaction does with each key, in five numbers; keys are renumbered densely. */
function touchesOf(transactions: readonly Transaction[]): Tables {
  const numbers = new Map<number, number>();
  const touches: number[] = [];
  const first = [0];
  for (const { operations } of transactions) {
    for (const key of new Set(operations.map(([, one]) => one))) {
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      const all = operations.filter(([, one]) => one === key).map(([, , position]) => position);
      const writes = positionsOf(operations, key, 'w');
      const reads = positionsOf(operations, key, 'r');
      touches.push(
        number,
        writes.length > 0 ? 2 - Math.min(...writes) : NEVER,
        reads.length > 0 ? 2 - Math.min(...reads) : NEVER,
        Math.max(...all) - 1,
        writes.length > 0 ? Math.max(...writes) - 1 : NEVER,
      );
    }
    first.push(touches.length / FIELDS);
  }
  return { first: Int32Array.from(first), touches: Int32Array.from(touches), keys: numbers.size };
}

function positionsOf(
  operations: Transaction['operations'],
  key: number,
  kind: 'r' | 'w',
): readonly number[] {
  return operations.filter((one) => one[0] === kind && one[1] === key).map((one) => one[2]);
}
