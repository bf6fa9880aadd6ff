/**
 * Online bin packing: rate the bins that an arriving item fits into. The item goes into the bin with
 * the highest score; of equal scores the first wins. Called once an item, in order of arrival.
 *
 * Bins stand in a row in the order of their numbers. The row ends with the two bins after the last one
 * ever used, which are empty, so `remaining[count - 1]` is the capacity of every bin and `count` is at
 * least 2. An empty bin may be skipped; it stays in the row and is offered again.
 *
 * Both arrays are the same objects at every call and longer than `count`. Their contents do not last:
 * before a call `remaining[0..count)` is filled and `scores[0..count)` is reset.
 *
 * @param item Size of the item: a whole number, 1 <= item <= capacity.
 * @param remaining Read `remaining[i]` for i in [0, count): free space of the i-th bin that the item
 *   fits into, before it is put there; a whole number, item <= remaining[i] <= capacity.
 * @param scores Write `scores[i]` for every i in [0, count): any finite number. A score that is left
 *   out, NaN or infinite makes the whole case invalid. What is written elsewhere is ignored.
 * @param count Number of bins that the item fits into.
 */
// oxlint-disable-next-line max-params -- flat arguments cross to the policy fastest
export function priority(
  item: number,
  remaining: Float64Array,
  scores: Float64Array,
  count: number,
): void;
