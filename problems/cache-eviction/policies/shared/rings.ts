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
  const join = (before: number, after: number): void => {
    next[before] = after;
    previous[after] = before;
  };
  return {
    after: (position) => next[position] ?? 0,
    append(slot, head) {
      join(previous[head] ?? head, slot);
      join(slot, head);
    },
    unlink: (slot) => join(previous[slot] ?? 0, next[slot] ?? 0),
  };
}
