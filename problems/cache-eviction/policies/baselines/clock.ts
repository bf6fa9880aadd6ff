/** 1 for an object that was requested since the hand passed it. */
let visited = new Uint8Array(0);
/** Slots as a ring, in the order in which the hand meets them; `end` is where it starts. */
let next = new Int32Array(0);
let previous = new Int32Array(0);
let end = 0;

export function start(slots: number): void {
  visited = new Uint8Array(slots);
  next = new Int32Array(slots + 1).fill(slots);
  previous = new Int32Array(slots + 1).fill(slots);
  end = slots;
}

/** CLOCK (Corbato 1968), as a queue: an object that was requested since gets a second round. */
export function priority(slot: number, _now: number, count: number): number {
  visited[slot] = count > 1 ? 1 : 0;
  if (count === 1) append(slot);
  return 0;
}

export function victim(): number {
  for (;;) {
    const slot = next[end] ?? 0;
    unlink(slot);
    if (visited[slot] !== 1) return slot;
    visited[slot] = 0;
    append(slot);
  }
}

function append(slot: number): void {
  const last = previous[end] ?? end;
  next[last] = slot;
  previous[slot] = last;
  next[slot] = end;
  previous[end] = slot;
}

function unlink(slot: number): void {
  const after = next[slot] ?? end;
  const before = previous[slot] ?? end;
  next[before] = after;
  previous[after] = before;
}
