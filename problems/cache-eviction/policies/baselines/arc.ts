import { createRings } from '../shared/rings.ts';

/** Slots by list from the least recent on; position `slots` heads the first, `slots + 1` the second. */
let rings = createRings(0, 2);
let once = 0;
let often = 0;
/** 1 for an object of the second list, or one that was evicted from there. */
let isOften = new Uint8Array(0);
let bytes = new Float64Array(0);
let onceBytes = 0;
/** Bytes that the first list should have. */
let target = 0;
let room = 0;

export function start(slots: number, capacity: number): void {
  rings = createRings(slots, 2);
  once = slots;
  often = slots + 1;
  isOften = new Uint8Array(slots);
  bytes = new Float64Array(slots);
  onceBytes = 0;
  target = 0;
  room = capacity;
}

/**
 * ARC (Megiddo and Modha, FAST 2003), in bytes: a list of objects requested once and one of those
 * requested again; what returns from memory says which of them should be longer. The memory is the
 * shared one, which forgets in the order of eviction, and a return moves the target by one size.
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
  const isReturn = count === 1 && evictedAt >= 0;
  if (count > 1) unlink(slot);
  if (isReturn) target = clamp(target + (isOften[slot] === 1 ? -size : size));
  bytes[slot] = size;
  append(slot, count > 1 || isReturn);
  return 0;
}

export function victim(): number {
  const fromOnce =
    rings.after(often) === often || (onceBytes > target && rings.after(once) !== once);
  const slot = rings.after(fromOnce ? once : often);
  unlink(slot);
  return slot;
}

function clamp(value: number): number {
  return Math.min(room, Math.max(0, value));
}

function append(slot: number, toOften: boolean): void {
  rings.append(slot, toOften ? often : once);
  isOften[slot] = toOften ? 1 : 0;
  if (!toOften) onceBytes += bytes[slot] ?? 0;
}

function unlink(slot: number): void {
  rings.unlink(slot);
  if (isOften[slot] === 0) onceBytes -= bytes[slot] ?? 0;
}
