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

/** Ignores the load: every expert in turn, in the order of the groups, until the slots are full. */
export function createBalancer(shape: Shape): Balancer {
  const { layers, experts, slots, nodes, isHierarchical } = shape;
  const cells = isHierarchical ? nodes : 1;
  const members = experts / cells;
  const room = slots / cells;
  return {
    rebalance(_load, _previous, map) {
      for (let at = 0; at < layers * slots; at += 1) {
        const cell = Math.floor((at % slots) / room);
        map[at] = cell * members + ((at % room) % members);
      }
    },
  };
}
