/**
 * Slots whose keys rise, each put behind the others in constant time. Keys are finite; of equal keys the
 * one set earlier comes first.
 */
export class RisingList {
  /** By slot, and before and behind all slots. */
  readonly #key: Float64Array;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  readonly #head: number;
  readonly #tail: number;

  constructor(slots: number) {
    this.#head = slots;
    this.#tail = slots + 1;
    this.#key = new Float64Array(slots + 2).fill(-Infinity);
    this.#key[this.#tail] = Infinity;
    this.#next = new Int32Array(slots + 2).fill(this.#tail);
    this.#previous = new Int32Array(slots + 2).fill(this.#head);
  }

  /** Adds a slot at the end, if its key is no lower than the last one. */
  append(slot: number, key: number): boolean {
    const last = this.#previous[this.#tail] ?? 0;
    if (key < (this.#key[last] ?? 0)) return false;
    this.#key[slot] = key;
    this.#next[last] = slot;
    this.#previous[slot] = last;
    this.#next[slot] = this.#tail;
    this.#previous[this.#tail] = slot;
    return true;
  }

  /** Gives a slot of the list another key, if that leaves it between its neighbours. */
  change(slot: number, key: number): boolean {
    const next = this.#key[this.#next[slot] ?? 0] ?? 0;
    const previous = this.#key[this.#previous[slot] ?? 0] ?? 0;
    if (key < previous || key >= next) return false;
    this.#key[slot] = key;
    return true;
  }

  /** Takes out a slot of the list. */
  remove(slot: number): void {
    const next = this.#next[slot] ?? 0;
    const previous = this.#previous[slot] ?? 0;
    this.#next[previous] = next;
    this.#previous[next] = previous;
  }

  /** The slot with the lowest key, where there is one. */
  first(): number {
    return this.#next[this.#head] ?? 0;
  }

  /** The lowest key; Infinity of an empty list. */
  lowestKey(): number {
    return this.#key[this.first()] ?? 0;
  }
}
