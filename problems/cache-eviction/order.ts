/**
 * The slots of a cache by priority: a binary heap with one key a slot. Of equal keys the one that was
 * set earlier comes first.
 */
export interface Order {
  /** Adds a slot, or moves it. `now` must not fall from call to call. */
  set(slot: number, key: number, now: number): void;
  remove(slot: number): void;
  /** The slot with the lowest key; there must be one. */
  lowest(): number;
  key(slot: number): number;
}

/** An empty order of slots in [0, slots). */
export function createOrder(slots: number): Order {
  return new LazyHeap(slots);
}

/**
 * A slot that is set again mostly rises, and most slots rise often before one is asked for. So a slot
 * that rises stays where it is, its place in the heap being a lower bound of its key, and only moves down
 * when it gets to the top: a hit costs a few writes instead of a walk through the heap.
 */
class LazyHeap implements Order {
  readonly #key: Float64Array;
  readonly #setAt: Int32Array;
  /** By position. */
  readonly #slot: Int32Array;
  /** By slot: the key and time it was placed by, which are at most its own. */
  readonly #placedKey: Float64Array;
  readonly #placedAt: Int32Array;
  /** By slot: one more than its position; 0 for none. */
  readonly #position: Int32Array;
  #length = 0;

  constructor(slots: number) {
    this.#key = new Float64Array(slots);
    this.#setAt = new Int32Array(slots);
    this.#slot = new Int32Array(slots);
    this.#placedKey = new Float64Array(slots);
    this.#placedAt = new Int32Array(slots);
    this.#position = new Int32Array(slots);
  }

  set(slot: number, key: number, now: number): void {
    this.#key[slot] = key;
    this.#setAt[slot] = now;
    const position = (this.#position[slot] ?? 0) - 1;
    if (position < 0) {
      this.#length += 1;
      this.#rise(this.#length - 1, slot);
    } else if (key < (this.#placedKey[slot] ?? 0)) this.#rise(position, slot);
  }

  remove(slot: number): void {
    const position = (this.#position[slot] ?? 0) - 1;
    this.#position[slot] = 0;
    this.#length -= 1;
    if (position === this.#length) return;
    const last = this.#slot[this.#length] ?? 0;
    const parent = (position - 1) >> 1;
    if (position > 0 && this.#isBefore(last, parent)) this.#rise(position, last);
    else this.#sink(position, last);
  }

  lowest(): number {
    for (;;) {
      const slot = this.#slot[0] ?? 0;
      const isSettled = this.#placedAt[slot] === this.#setAt[slot];
      if (isSettled) return slot;
      this.#sink(0, slot);
    }
  }

  key(slot: number): number {
    return this.#key[slot] ?? 0;
  }

  /** Whether a slot's own key is below the one that a position was filled by. */
  #isBefore(slot: number, position: number): boolean {
    const key = this.#key[slot] ?? 0;
    const other = this.#slot[position] ?? 0;
    const placed = this.#placedKey[other] ?? 0;
    if (key !== placed) return key < placed;
    return (this.#setAt[slot] ?? 0) < (this.#placedAt[other] ?? 0);
  }

  #put(position: number, slot: number): void {
    this.#slot[position] = slot;
    this.#placedKey[slot] = this.#key[slot] ?? 0;
    this.#placedAt[slot] = this.#setAt[slot] ?? 0;
    this.#position[slot] = position + 1;
  }

  /** Moves what lies at a position elsewhere, as it was placed. */
  #move(from: number, to: number): void {
    const slot = this.#slot[from] ?? 0;
    this.#slot[to] = slot;
    this.#position[slot] = to + 1;
  }

  #rise(start: number, slot: number): void {
    let position = start;
    while (position > 0) {
      const parent = (position - 1) >> 1;
      if (!this.#isBefore(slot, parent)) break;
      this.#move(parent, position);
      position = parent;
    }
    this.#put(position, slot);
  }

  #sink(start: number, slot: number): void {
    let position = start;
    for (;;) {
      let child = 2 * position + 1;
      if (child >= this.#length) break;
      if (child + 1 < this.#length && this.#isPlacedBefore(child + 1, child)) child += 1;
      if (this.#isBefore(slot, child)) break;
      this.#move(child, position);
      position = child;
    }
    this.#put(position, slot);
  }

  #isPlacedBefore(first: number, second: number): boolean {
    const a = this.#slot[first] ?? 0;
    const b = this.#slot[second] ?? 0;
    const keyA = this.#placedKey[a] ?? 0;
    const keyB = this.#placedKey[b] ?? 0;
    if (keyA !== keyB) return keyA < keyB;
    return (this.#placedAt[a] ?? 0) < (this.#placedAt[b] ?? 0);
  }
}
