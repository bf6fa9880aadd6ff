import { createRings } from '../shared/rings.ts';

/** 1 for an object that was requested since the hand passed it. */
let visited = new Uint8Array(0);
/** Slots from the oldest to the newest; `end` lies between the two. */
let ring = createRings(0, 1);
let end = 0;
/** What is looked at next: a slot, or `end` to start from the oldest. */
let hand = 0;

export function start(slots: number): void {
  visited = new Uint8Array(slots);
  ring = createRings(slots, 1);
  end = slots;
  hand = slots;
}

/** SIEVE (Zhang et al., NSDI 2024): a hand that moves, through a queue that does not. */
export function priority(slot: number, _now: number, count: number): number {
  visited[slot] = count > 1 ? 1 : 0;
  if (count === 1) ring.append(slot, end);
  return 0;
}

export function victim(): number {
  let slot = hand === end ? ring.after(end) : hand;
  while (visited[slot] === 1) {
    visited[slot] = 0;
    slot = ring.after(slot);
    if (slot === end) slot = ring.after(end);
  }
  hand = ring.after(slot);
  ring.unlink(slot);
  return slot;
}
