import type { PackingCase } from '../cases/workload.ts';

/**
 * Empty bins after the last one ever used that a policy sees. The published heuristics were found
 * with one bin an item from the start; the Weibull one may prefer the *second* of two empty bins and
 * never a later one, so that two show it exactly the choice it had there.
 */
const EMPTY_BINS = 2;

/** The row of bins, owned by the simulation. Created by `createBins`. */
export interface Bins {
  /** Finds the bins that the item fits into, in the order of the row: how many, at least 2. */
  offer(item: number): number;
  /** Free space of the bin at a position of the last offer. */
  space(position: number): number;
  /** Puts the item into the bin at a position of the last offer. Returns the bin's number. */
  place(item: number, position: number): number;
  /** Bins that hold an item. */
  readonly used: number;
  /** Free space by bin, up to the last one ever used. */
  free(): Int32Array;
}

/** An empty row for these items. Sizes are whole numbers in [1, capacity]. */
export function createBins({ items, capacity }: Pick<PackingCase, 'items' | 'capacity'>): Bins {
  return new Row(items, capacity);
}

/** One bit set a size: the bins with that much free space. Few words say where an item fits. */
class Row implements Bins {
  used = 0;
  readonly #capacity: number;
  readonly #free: Int32Array;
  /** Distinct sizes up to each amount of free space: how many of the sets a bin is in. */
  readonly #rank: Int32Array;
  /** The sets, from the smallest size up, each in `#words` words. */
  readonly #sets: Int32Array;
  readonly #words: number;
  /** Numbers of the bins of the last offer. */
  readonly #offered: Int32Array;
  /** Bins that have been shown. */
  #shown = 0;
  /** One more than the number of the last bin ever used. */
  #end = 0;

  constructor(items: readonly number[], capacity: number) {
    const most = EMPTY_BINS * (items.length + 1);
    this.#capacity = capacity;
    this.#free = new Int32Array(most).fill(capacity);
    this.#rank = ranks(items, capacity);
    this.#words = Math.ceil(most / 32);
    this.#sets = new Int32Array((this.#rank[capacity] ?? 0) * this.#words);
    this.#offered = new Int32Array(most);
  }

  offer(item: number): number {
    while (this.#shown < this.#end + EMPTY_BINS) this.#show();
    const sets = this.#sets;
    const offered = this.#offered;
    const base = ((this.#rank[item] ?? 0) - 1) * this.#words;
    let count = 0;
    for (let first = 0; first < this.#shown; first += 32) {
      let bits = sets[base + (first >> 5)] ?? 0;
      while (bits !== 0) {
        offered[count] = first + 31 - Math.clz32(bits & -bits);
        bits &= bits - 1;
        count += 1;
      }
    }
    return count;
  }

  space(position: number): number {
    return this.#free[this.#offered[position] ?? 0] ?? 0;
  }

  place(item: number, position: number): number {
    const bin = this.#offered[position] ?? 0;
    const space = this.#free[bin] ?? 0;
    if (space === this.#capacity) this.used += 1;
    this.#end = Math.max(this.#end, bin + 1);
    this.#free[bin] = space - item;
    this.#flip(bin, this.#rank[space - item] ?? 0, this.#rank[space] ?? 0);
    return bin;
  }

  free(): Int32Array {
    return this.#free.slice(0, this.#end);
  }

  #show(): void {
    this.#flip(this.#shown, 0, this.#rank[this.#capacity] ?? 0);
    this.#shown += 1;
  }

  /** Moves a bin into or out of the sets at ranks [from, to). */
  #flip(bin: number, from: number, to: number): void {
    const sets = this.#sets;
    const words = this.#words;
    const bit = 1 << (bin & 31);
    const end = to * words;
    for (let word = from * words + (bin >> 5); word < end; word += words) {
      sets[word] = (sets[word] ?? 0) ^ bit;
    }
  }
}

/** Number of distinct sizes in [1, space], for each space in [0, capacity]. */
function ranks(items: readonly number[], capacity: number): Int32Array {
  const rank = new Int32Array(capacity + 1);
  for (const item of items) rank[item] = 1;
  for (let space = 1; space <= capacity; space += 1) {
    rank[space] = (rank[space] ?? 0) + (rank[space - 1] ?? 0);
  }
  return rank;
}
