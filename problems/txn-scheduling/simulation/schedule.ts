import type { Batch } from '../cases/workload.ts';

/** A schedule under construction whose makespan is known at every length. */
export interface Schedule {
  /** Transactions there are. */
  readonly capacity: number;
  /** Transactions scheduled. */
  readonly length: number;
  /** Last time step of the transactions scheduled; 0 of none. */
  readonly makespan: number;
  /** End times of the transactions scheduled, summed. */
  readonly totalEnd: number;
  /** Number of the transaction at a position below `length`. */
  at(position: number): number;
  /** Whether a transaction is scheduled. */
  holds(transaction: number): boolean;
  /** Starts a transaction as early as the ones before it allow. It must not be scheduled yet. */
  push(transaction: number): void;
  /** Takes back all but the first `length` transactions. */
  truncate(length: number): void;
}

/**
 * Makes an empty schedule. A transaction starts at the largest of start + gap over those before it, so
 * nothing but starts is kept, and taking back costs nothing: two orders cost what lies after their
 * first difference.
 */
export function createSchedule(batch: Pick<Batch, 'transactions' | 'gaps'>): Schedule {
  return new GapSchedule(batch);
}

class GapSchedule implements Schedule {
  length = 0;
  makespan = 0;
  totalEnd = 0;
  readonly capacity: number;
  readonly #lengths: Int32Array;
  /** Shape [later, earlier]. */
  readonly #gaps: readonly number[];
  /** Per transaction, its largest gap after any other. */
  readonly #largest: Int32Array;
  /** Per transaction: the position where it was last, be it scheduled or taken back. */
  readonly #places: Int32Array;
  /** Per position: the transaction there and its start. */
  readonly #order: Int32Array;
  readonly #starts: Int32Array;
  /** Per length: latest start, makespan and summed ends of that many. */
  readonly #latest: Int32Array;
  readonly #makespans: Int32Array;
  readonly #totals: Float64Array;

  constructor({ transactions, gaps }: Pick<Batch, 'transactions' | 'gaps'>) {
    const count = transactions.length;
    this.capacity = count;
    this.#gaps = gaps;
    this.#lengths = Int32Array.from(transactions, ({ length }) => length);
    this.#largest = Int32Array.from(transactions, (_, later) =>
      Math.max(...gaps.slice(later * count, (later + 1) * count)),
    );
    this.#places = new Int32Array(count);
    this.#order = new Int32Array(count);
    this.#starts = new Int32Array(count);
    this.#latest = new Int32Array(count + 1);
    this.#makespans = new Int32Array(count + 1);
    this.#totals = new Float64Array(count + 1);
  }

  at(position: number): number {
    return this.#order[position] ?? -1;
  }

  holds(transaction: number): boolean {
    const place = this.#places[transaction] ?? 0;
    return place < this.length && this.#order[place] === transaction;
  }

  push(transaction: number): void {
    const position = this.length;
    const start = this.#startOf(transaction);
    this.#order[position] = transaction;
    this.#places[transaction] = position;
    this.#starts[position] = start;
    const end = start + (this.#lengths[transaction] ?? 0) - 1;
    if (end > this.makespan) this.makespan = end;
    this.totalEnd += end;
    const length = position + 1;
    const latest = this.#latest[position] ?? 0;
    this.#latest[length] = start > latest ? start : latest;
    this.#makespans[length] = this.makespan;
    this.#totals[length] = this.totalEnd;
    this.length = length;
  }

  truncate(length: number): void {
    if (length >= this.length) return;
    this.makespan = this.#makespans[length] ?? 0;
    this.totalEnd = this.#totals[length] ?? 0;
    this.length = length;
  }

  /** Latest first: where even the latest start and the largest gap bind no more, nothing before does. */
  #startOf(transaction: number): number {
    const row = transaction * this.capacity;
    const largest = this.#largest[transaction] ?? 0;
    let start = 1;
    for (let position = this.length - 1; position >= 0; position -= 1) {
      if ((this.#latest[position + 1] ?? 0) + largest <= start) break;
      const gap = this.#gaps[row + (this.#order[position] ?? 0)] ?? 0;
      const bound = (this.#starts[position] ?? 0) + gap;
      if (bound > start) start = bound;
    }
    return start;
  }
}
