/** Place of each item: the heaviest first, each in the lightest pack with room; equally many in each. */
export function pack(weights: Float64Array, packs: number): Int32Array {
  const room = weights.length / packs;
  if (room === 1) return Int32Array.from(weights, (_, item) => item);
  const sums = new Float64Array(packs);
  const used = new Int32Array(packs);
  const places = new Int32Array(weights.length);
  for (const item of heaviestFirst(weights)) {
    const lightest = lightestOpen(sums, used, room);
    places[item] = lightest * room + (used[lightest] ?? 0);
    used[lightest] = (used[lightest] ?? 0) + 1;
    sums[lightest] = (sums[lightest] ?? 0) + (weights[item] ?? 0);
  }
  return places;
}

/** The items by descending weight, equals in the order in which they come. */
export function heaviestFirst(weights: Float64Array): Int32Array {
  const order = Int32Array.from(weights, (_, item) => item);
  return order.toSorted((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || a - b);
}

/** The first of the lightest packs that hold fewer than `room` items. */
function lightestOpen(sums: Float64Array, used: Int32Array, room: number): number {
  let lightest = -1;
  for (let at = 0; at < sums.length; at += 1) {
    const isOpen = (used[at] ?? 0) < room;
    if (isOpen && (lightest < 0 || (sums[at] ?? 0) < (sums[lightest] ?? 0))) lightest = at;
  }
  return lightest;
}
