/** 1 for an object that was requested since the hand passed it. */
let visited = new Uint8Array(0);
/** Slots as a ring from the oldest to the newest; `end` lies between the two. */
let next = new Int32Array(0);
let previous = new Int32Array(0);
let end = 0;
/** What is looked at next: a slot, or `end` to start from the oldest. */
let hand = 0;

export function start(slots: number): void {
  visited = new Uint8Array(slots);
  next = new Int32Array(slots + 1).fill(slots);
  previous = new Int32Array(slots + 1).fill(slots);
  end = slots;
  hand = slots;
}

/** SIEVE (Zhang et al., NSDI 2024): a hand that moves, through a queue that does not. */
export function priority(slot: number, _now: number, count: number): number {
  visited[slot] = count > 1 ? 1 : 0;
  if (count === 1) append(slot);
  return 0;
}

export function victim(): number {
  let slot = hand === end ? (next[end] ?? 0) : hand;
  while (visited[slot] === 1) {
    visited[slot] = 0;
    slot = next[slot] ?? 0;
    if (slot === end) slot = next[end] ?? 0;
  }
  hand = next[slot] ?? end;
  unlink(slot);
  return slot;
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
