import { createOrder, type Order } from './order.ts';
import type { Trace } from '../cases/workload.ts';

/** The simulation's record of the object in a slot; it is handed to the policy. */
export interface SlotFacts {
  /** Requests since the object was last put into the cache, that one included. Shape [slots]. */
  readonly count: Int32Array;
  /** Time of the latest request; -1 before the first. */
  readonly lastAccess: Int32Array;
  /** When it was last put into the cache. */
  readonly addedAt: Int32Array;
  /** `count` when it was last evicted; 0 for an object that is new or was forgotten. */
  readonly pastCount: Int32Array;
  /** When it was last evicted; -1 for an object that is new or was forgotten. */
  readonly evictedAt: Int32Array;
}

/**
 * The objects in a cache, and those it remembers: the latest that were evicted, as many bytes of them as
 * the cache has. Each has a slot, which goes to another object when it is forgotten.
 */
export interface Cache {
  /** Slots there are. */
  readonly slots: number;
  readonly facts: SlotFacts;
  readonly order: Order;
  /** The slot of an object in the cache; -1 for one that is not. */
  find(object: number): number;
  /** Whether so many bytes more fit. */
  fits(bytes: number): boolean;
  /** Whether a slot holds an object of the cache. */
  isResident(slot: number): boolean;
  /** Takes the object in a slot out of the cache into memory. */
  evict(slot: number, now: number): void;
  /** Keeps the slot of an object that is remembered from being given away until it is added. */
  recall(object: number): void;
  /** Puts an object that fits, and was recalled, into the cache. Answers its slot. */
  add(object: number, now: number): number;
}

/** An empty cache for the objects of a trace. */
export function createCache(trace: Trace): Cache {
  return new SlottedCache(trace);
}

class SlottedCache implements Cache {
  readonly slots: number;
  readonly facts: SlotFacts;
  readonly order: Order;
  readonly #capacity: number;
  readonly #sizes: Float64Array;
  /** By object: its slot while it is in the cache or remembered; else -1. */
  readonly #slotOf: Int32Array;
  /** By slot. */
  readonly #objectOf: Int32Array;
  readonly #bytes: Float64Array;
  readonly #resident: Uint8Array;
  /** Remembered slots in the order of their eviction, as a ring around the last element. */
  readonly #newer: Int32Array;
  readonly #older: Int32Array;
  readonly #free: Int32Array;
  #freeCount: number;
  #used = 0;
  #remembered = 0;

  constructor({ capacity, sizes }: Trace) {
    const slots = slotsFor(sizes, capacity);
    const perSlot = (value: number): Int32Array => new Int32Array(slots).fill(value);
    this.slots = slots;
    this.order = createOrder(slots);
    this.facts = {
      count: perSlot(0),
      lastAccess: perSlot(-1),
      addedAt: perSlot(0),
      pastCount: perSlot(0),
      evictedAt: perSlot(-1),
    };
    this.#capacity = capacity;
    this.#sizes = Float64Array.from(sizes);
    this.#slotOf = new Int32Array(sizes.length).fill(-1);
    this.#objectOf = perSlot(-1);
    this.#bytes = new Float64Array(slots);
    this.#resident = new Uint8Array(slots);
    this.#newer = new Int32Array(slots + 1).fill(slots);
    this.#older = new Int32Array(slots + 1).fill(slots);
    this.#free = perSlot(0).map((_, index) => slots - 1 - index);
    this.#freeCount = slots;
  }

  find(object: number): number {
    const slot = this.#slotOf[object] ?? -1;
    return slot >= 0 && this.#resident[slot] === 1 ? slot : -1;
  }

  fits(bytes: number): boolean {
    return this.#used + bytes <= this.#capacity;
  }

  isResident(slot: number): boolean {
    return this.#resident[slot] === 1;
  }

  evict(slot: number, now: number): void {
    const { count, pastCount, evictedAt } = this.facts;
    const size = this.#bytes[slot] ?? 0;
    this.order.remove(slot);
    this.#resident[slot] = 0;
    this.#used -= size;
    pastCount[slot] = count[slot] ?? 0;
    evictedAt[slot] = now;
    this.#remember(slot, size);
  }

  recall(object: number): void {
    const slot = this.#slotOf[object] ?? -1;
    if (slot >= 0) this.#unlink(slot);
  }

  add(object: number, now: number): number {
    const known = this.#slotOf[object] ?? -1;
    const slot = known < 0 ? this.#take(object) : known;
    this.#resident[slot] = 1;
    this.#used += this.#bytes[slot] ?? 0;
    this.facts.count[slot] = 0;
    this.facts.addedAt[slot] = now;
    return slot;
  }

  #take(object: number): number {
    this.#freeCount -= 1;
    const slot = this.#free[this.#freeCount] ?? 0;
    this.#objectOf[slot] = object;
    this.#bytes[slot] = this.#sizes[object] ?? 0;
    this.#slotOf[object] = slot;
    return slot;
  }

  /** Makes a slot the newest of the remembered ones, and forgets the oldest as far as must be. */
  #remember(slot: number, size: number): void {
    const end = this.slots;
    const newest = this.#older[end] ?? end;
    this.#newer[newest] = slot;
    this.#older[slot] = newest;
    this.#newer[slot] = end;
    this.#older[end] = slot;
    this.#remembered += size;
    while (this.#remembered > this.#capacity) this.#forget(this.#newer[end] ?? end);
  }

  #unlink(slot: number): void {
    const newer = this.#newer[slot] ?? 0;
    const older = this.#older[slot] ?? 0;
    this.#newer[older] = newer;
    this.#older[newer] = older;
    this.#remembered -= this.#bytes[slot] ?? 0;
  }

  #forget(slot: number): void {
    this.#unlink(slot);
    this.#slotOf[this.#objectOf[slot] ?? 0] = -1;
    this.#objectOf[slot] = -1;
    this.facts.lastAccess[slot] = -1;
    this.facts.pastCount[slot] = 0;
    this.facts.evictedAt[slot] = -1;
    this.#free[this.#freeCount] = slot;
    this.#freeCount += 1;
  }
}

/** No fewer than the objects that can be in the cache, remembered, or on their way in at one time. */
function slotsFor(sizes: readonly number[], capacity: number): number {
  const least = sizes.reduce((low, size) => Math.min(low, size), Infinity);
  return Math.min(sizes.length, 2 * Math.floor(capacity / least) + 1);
}
