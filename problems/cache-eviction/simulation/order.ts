import { LazyHeap } from './lazy-heap.ts';
import { RisingList } from './rising-list.ts';

/** The slots of a cache by priority, one key a slot. Of equal keys the one that was set earlier comes first. */
export interface Order {
  /** Adds a slot, or moves it, to a finite key. `now` must rise from call to call. */
  set(slot: number, key: number, now: number): void;
  /** Takes out a slot that was set. */
  remove(slot: number): void;
  /** The slot with the lowest key; there must be one. */
  lowest(): number;
  key(slot: number): number;
}

/** An empty order of slots in [0, slots). */
export function createOrder(slots: number): Order {
  return new ListAndHeap(slots);
}

/** Keys that are above all others when they are set, such as the time, are kept in a list; the rest in a heap. */
class ListAndHeap implements Order {
  /** By slot, with two more for the list. */
  readonly #key: Float64Array;
  readonly #setAt: Int32Array;
  readonly #isListed: Uint8Array;
  readonly #list: RisingList;
  readonly #heap: LazyHeap;

  constructor(slots: number) {
    this.#key = new Float64Array(slots + 2);
    this.#setAt = new Int32Array(slots);
    this.#isListed = new Uint8Array(slots);
    this.#list = new RisingList(this.#key);
    this.#heap = new LazyHeap(this.#key, this.#setAt);
  }

  set(slot: number, key: number, now: number): void {
    this.#key[slot] = key;
    this.#setAt[slot] = now;
    if (this.#isListed[slot] === 1) {
      if (this.#list.mayStay(slot)) return;
      this.#list.remove(slot);
      this.#isListed[slot] = 0;
    }
    if (this.#heap.has(slot) || !this.#list.append(slot)) this.#heap.put(slot);
    else this.#isListed[slot] = 1;
  }

  remove(slot: number): void {
    if (this.#isListed[slot] === 1) this.#list.remove(slot);
    else this.#heap.remove(slot);
    this.#isListed[slot] = 0;
  }

  lowest(): number {
    const first = this.#list.first();
    if (this.#heap.length === 0) return first;
    const top = this.#heap.lowest();
    const key = this.#key[top] ?? 0;
    const other = this.#key[first] ?? 0;
    if (key !== other) return key < other ? top : first;
    return (this.#setAt[top] ?? 0) < (this.#setAt[first] ?? 0) ? top : first;
  }

  key(slot: number): number {
    return this.#key[slot] ?? 0;
  }
}
