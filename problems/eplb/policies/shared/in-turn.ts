import type { Shape } from '../../policy.d.ts';

/** Fills a map without a look at loads: every expert in turn, in the order of the groups, until the slots are full. */
export function inTurn(shape: Shape, map: Int32Array): void {
  const { layers, experts, slots, nodes, isHierarchical } = shape;
  const cells = isHierarchical ? nodes : 1;
  const members = experts / cells;
  const room = slots / cells;
  for (let at = 0; at < layers * slots; at += 1) {
    const cell = Math.floor((at % slots) / room);
    map[at] = cell * members + ((at % room) % members);
  }
}
