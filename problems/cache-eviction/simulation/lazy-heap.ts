/**
 * A binary heap of slots by keys that its owner keeps, the lowest first, of equals the one that was set
 * earlier.
 *
 * A slot that is set again mostly rises, and most slots rise often before one is asked for. So a slot
 * that rises stays where it is, its place in the heap being a lower bound of its key, and only moves down
 * when it gets to the top: a hit costs a few writes instead of a walk through the heap.
 */
export class LazyHeap {
  /** By slot, the owner's. */
  readonly #key: Float64Array;
  readonly #setAt: Int32Array;
  /** By slot: one more than its position; 0 for none. */
  readonly #position: Int32Array;
  /** By position: a slot, and the key and time it was placed by, which are at most its own. */
  readonly #slot: Int32Array;
  readonly #placedKey: Float64Array;
  readonly #placedAt: Int32Array;
  #length = 0;

  constructor(key: Float64Array, setAt: Int32Array) {
    const slots = setAt.length;
    this.#key = key;
    this.#setAt = setAt;
    this.#position = new Int32Array(slots);
    this.#slot = new Int32Array(slots);
    this.#placedKey = new Float64Array(slots);
    this.#placedAt = new Int32Array(slots);
  }

  get length(): number {
    return this.#length;
  }

  has(slot: number): boolean {
    return this.#position[slot] !== 0;
  }

  /** Adds a slot, or moves it; to be called whenever the key of a slot of the heap was set. */
  put(slot: number): void {
    const position = (this.#position[slot] ?? 0) - 1;
    if (position < 0) {
      this.#length += 1;
      this.#rise(this.#length - 1, slot);
    } else if ((this.#key[slot] ?? 0) < (this.#placedKey[position] ?? 0))
      this.#rise(position, slot);
  }

  /** Takes out a slot of the heap. */
  remove(slot: number): void {
    const position = (this.#position[slot] ?? 0) - 1;
    this.#position[slot] = 0;
    this.#length -= 1;
    if (position < this.#length) this.#sink(position, this.#slot[this.#length] ?? 0);
  }

  /** The slot with the lowest key; there must be one. */
  lowest(): number {
    for (;;) {
      const slot = this.#slot[0] ?? 0;
      const isSettled = this.#placedAt[0] === this.#setAt[slot];
      if (isSettled) return slot;
      this.#sink(0, slot);
    }
  }

  /** Fills the gap at a position with a slot that belongs there or further up, by its own key. */
  #rise(start: number, slot: number): void {
    const key = this.#key[slot] ?? 0;
    const setAt = this.#setAt[slot] ?? 0;
    let position = start;
    while (position > 0) {
      const parent = (position - 1) >> 1;
      const other = this.#placedKey[parent] ?? 0;
      if (key > other || (key === other && setAt > (this.#placedAt[parent] ?? 0))) break;
      this.#move(parent, position);
      position = parent;
    }
    this.#slot[position] = slot;
    this.#placedKey[position] = key;
    this.#placedAt[position] = setAt;
    this.#position[slot] = position + 1;
  }

  /**
   * Fills the gap at a position with a slot that may belong anywhere. What sinks is mostly among the
   * highest: the gap goes down to a leaf without a look at it, and the slot rises from there.
   */
  #sink(start: number, slot: number): void {
    const last = this.#length - 1;
    let position = start;
    for (;;) {
      const left = 2 * position + 1;
      if (left > last) break;
      const child = left < last && this.#isPlacedBefore(left + 1, left) ? left + 1 : left;
      this.#move(child, position);
      position = child;
    }
    this.#rise(position, slot);
  }

  /** Moves what lies at a position elsewhere, as it was placed. */
  #move(from: number, to: number): void {
    const slot = this.#slot[from] ?? 0;
    this.#slot[to] = slot;
    this.#placedKey[to] = this.#placedKey[from] ?? 0;
    this.#placedAt[to] = this.#placedAt[from] ?? 0;
    this.#position[slot] = to + 1;
  }

  #isPlacedBefore(first: number, second: number): boolean {
    const one = this.#placedKey[first] ?? 0;
    const other = this.#placedKey[second] ?? 0;
    if (one !== other) return one < other;
    return (this.#placedAt[first] ?? 0) < (this.#placedAt[second] ?? 0);
  }
}
