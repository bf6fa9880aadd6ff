/**
 * A cache holds objects of known sizes up to a number of bytes. Each request is a hit or a miss; on a miss
 * the object is put into the cache, and objects are evicted until it fits. Time is the index of the request.
 *
 * Objects have no names here, only slots: whole numbers in [0, slots). A slot belongs to its object while
 * that is in the cache, and after its eviction for as long as it is remembered; then the slot goes to
 * another object. Remembered are the objects evicted last, up to as many bytes as the cache holds.
 *
 * A policy is written in one of two ways:
 * - by priority: `priority` rates an object at each request, `victim` returns `lowest`;
 * - by events: `priority` keeps lists or marks by slot in arrays of the policy's own (`count === 1` is an
 *   insertion, anything above a hit) and returns any finite number, `victim` picks a slot from them.
 */

/**
 * Called once, before the first request: the place to make arrays by slot.
 *
 * @param slots Number of slots.
 * @param capacity Bytes that the cache holds.
 */
export function start(slots: number, capacity: number): void;

/**
 * Called at every request, after a hit and after a missed object was put into the cache. The answer is
 * the object's priority until its next request: any finite number; NaN or an infinity makes the case
 * invalid. Not called for an object larger than the cache, which goes past it.
 *
 * @param slot The object's slot.
 * @param now Index of this request: 0, 1, 2, ...
 * @param count Requests of the object since it was put into the cache, this one included: 1 says that it
 *   has just been put there.
 * @param lastAccess When it was requested before; -1 if that is not known: it is new, or was forgotten.
 * @param addedAt When it was put into the cache; `now` if `count` is 1.
 * @param size Bytes of the object, at least 1.
 * @param pastCount Its `count` when it was last evicted; 0 if it is new or was forgotten.
 * @param evictedAt When it was last evicted; -1 if it is new or was forgotten.
 * @param floor Priority of the object that was evicted last, of whatever slot; 0 before the first eviction.
 */
// oxlint-disable-next-line max-params -- flat arguments cross to the policy fastest
export function priority(
  slot: number,
  now: number,
  count: number,
  lastAccess: number,
  addedAt: number,
  size: number,
  pastCount: number,
  evictedAt: number,
  floor: number,
): number;

/**
 * Called when an object must leave the cache, again and again until the new one fits. The object in the
 * returned slot is evicted; a slot with no object of the cache in it makes the case invalid.
 *
 * @param lowest Slot of the object with the lowest priority; of equals the one rated first.
 * @param now Index of the request that missed.
 * @param size Bytes of the object that will be put into the cache.
 */
export function victim(lowest: number, now: number, size: number): number;
