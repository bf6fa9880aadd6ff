import { createRings } from '../shared/rings.ts';

/** 1 for an object that was requested since the hand passed it. */
let visited = new Uint8Array(0);
/** Slots in the order in which the hand meets them; `end` is where it starts. */
let ring = createRings(0, 1);
let end = 0;

export function start(slots: number): void {
  visited = new Uint8Array(slots);
  ring = createRings(slots, 1);
  end = slots;
}

/** CLOCK (Corbato 1968), as a queue: an object that was requested since gets a second round. */
export function priority(slot: number, _now: number, count: number): number {
  visited[slot] = count > 1 ? 1 : 0;
  if (count === 1) ring.append(slot, end);
  return 0;
}

export function victim(): number {
  for (;;) {
    const slot = ring.after(end);
    ring.unlink(slot);
    if (visited[slot] !== 1) return slot;
    visited[slot] = 0;
    ring.append(slot, end);
  }
}
