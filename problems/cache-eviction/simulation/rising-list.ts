/**
 * Slots whose keys rise, each put behind the others in constant time. Its owner keeps the keys, which
 * are finite; of equal keys the one set earlier comes first.
 */
export class RisingList {
  /** By slot, the owner's; two more stand for what is before and behind all slots. */
  readonly #key: Float64Array;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  readonly #head: number;
  readonly #tail: number;

  /** The last two of `key` are its own. */
  constructor(key: Float64Array) {
    this.#key = key;
    this.#head = key.length - 2;
    this.#tail = key.length - 1;
    key[this.#head] = -Infinity;
    key[this.#tail] = Infinity;
    this.#next = new Int32Array(key.length).fill(this.#tail);
    this.#previous = new Int32Array(key.length).fill(this.#head);
  }

  /** Adds a slot at the end, if its key is no lower than the last one. */
  append(slot: number): boolean {
    const last = this.#previous[this.#tail] ?? 0;
    if ((this.#key[slot] ?? 0) < (this.#key[last] ?? 0)) return false;
    this.#next[last] = slot;
    this.#previous[slot] = last;
    this.#next[slot] = this.#tail;
    this.#previous[this.#tail] = slot;
    return true;
  }

  /** Whether a slot of the list whose key was set just now may stay between its neighbours. */
  mayStay(slot: number): boolean {
    const key = this.#key[slot] ?? 0;
    const next = this.#key[this.#next[slot] ?? 0] ?? 0;
    const previous = this.#key[this.#previous[slot] ?? 0] ?? 0;
    return previous <= key && key < next;
  }

  /** Takes out a slot of the list. */
  remove(slot: number): void {
    const next = this.#next[slot] ?? 0;
    const previous = this.#previous[slot] ?? 0;
    this.#next[previous] = next;
    this.#previous[next] = previous;
  }

  /** The slot with the lowest key; one whose key is Infinity when there is none. */
  first(): number {
    return this.#next[this.#head] ?? 0;
  }
}
