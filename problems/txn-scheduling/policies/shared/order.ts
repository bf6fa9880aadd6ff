/** Writes the order of arrival. */
export function fillByArrival(order: Int32Array): void {
  for (let position = 0; position < order.length; position += 1) order[position] = position;
}

/** Swaps what stands at two positions. */
export function swap(order: Int32Array, one: number, other: number): void {
  const held = order[one] ?? 0;
  order[one] = order[other] ?? 0;
  order[other] = held;
}
