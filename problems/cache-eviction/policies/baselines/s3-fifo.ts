import { createRings } from '../shared/rings.ts';

/** Slots by queue; position `slots` heads the small one, `slots + 1` the main one. */
let rings = createRings(0, 2);
let small = 0;
let main = 0;
let inMain = new Uint8Array(0);
/** Requests since the object came into its queue, at most 3. */
let uses = new Uint8Array(0);
let bytes = new Float64Array(0);
let smallBytes = 0;
let smallTarget = 0;

export function start(slots: number, capacity: number): void {
  rings = createRings(slots, 2);
  small = slots;
  main = slots + 1;
  inMain = new Uint8Array(slots);
  uses = new Uint8Array(slots);
  bytes = new Float64Array(slots);
  smallBytes = 0;
  smallTarget = 0.1 * capacity;
}

/**
 * S3-FIFO (Yang et al., SOSP 2023): new objects pass a small queue, a tenth of the cache; those that are
 * requested twice there, or return soon after, go to the main queue, where use buys another round.
 */
// oxlint-disable-next-line max-params -- as declared
export function priority(
  slot: number,
  _now: number,
  count: number,
  _lastAccess: number,
  _addedAt: number,
  size: number,
  _pastCount: number,
  evictedAt: number,
): number {
  if (count > 1) {
    uses[slot] = Math.min(3, (uses[slot] ?? 0) + 1);
    return 0;
  }
  bytes[slot] = size;
  // Main's victims are remembered too here; where the paper keeps ghosts of the small queue only, they do not count.
  const isReturn = evictedAt >= 0 && inMain[slot] === 0;
  append(slot, isReturn);
  return 0;
}

export function victim(): number {
  for (;;) {
    const fromSmall = smallBytes > smallTarget || rings.after(main) === main;
    const slot = rings.after(fromSmall ? small : main);
    unlink(slot);
    const used = uses[slot] ?? 0;
    if (fromSmall && used <= 1) return slot;
    if (!fromSmall && used === 0) return slot;
    append(slot, true);
    uses[slot] = fromSmall ? 0 : used - 1;
  }
}

function append(slot: number, toMain: boolean): void {
  rings.append(slot, toMain ? main : small);
  uses[slot] = 0;
  inMain[slot] = toMain ? 1 : 0;
  if (!toMain) smallBytes += bytes[slot] ?? 0;
}

function unlink(slot: number): void {
  rings.unlink(slot);
  if (inMain[slot] === 0) smallBytes -= bytes[slot] ?? 0;
}
