/** Slots in rings, each in one at most, in the order in which they were appended. */
export interface Rings {
  /** The position after one of these: a slot, or the head of the ring at its end. */
  after(position: number): number;
  /** Puts a slot at the end of the ring with this head. */
  append(slot: number, head: number): void;
  /** Takes a slot out of its ring. */
  unlink(slot: number): void;
}

/** Empty rings for the slots in [0, slots): ring r has the position `slots + r` for its head. */
export function createRings(slots: number, count: number): Rings {
  const next = Int32Array.from({ length: slots + count }, (_, at) => at);
  const previous = Int32Array.from(next);
  return {
    after: (position) => next[position] ?? 0,
    append(slot, head) {
      const last = previous[head] ?? head;
      next[last] = slot;
      previous[slot] = last;
      next[slot] = head;
      previous[head] = slot;
    },
    unlink(slot) {
      const after = next[slot] ?? 0;
      const before = previous[slot] ?? 0;
      next[before] = after;
      previous[after] = before;
    },
  };
}
