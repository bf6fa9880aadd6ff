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

/** Leaves out the hottest expert of every layer, so that its load lies nowhere. */
export function createBalancer(shape: Shape): Balancer {
  const { layers, experts, slots } = shape;
  return {
    rebalance(load, _previous, map) {
      inTurn(shape, map);
      for (let layer = 0; layer < layers; layer += 1) {
        const tokens = load.subarray(layer * experts, (layer + 1) * experts);
        const hottest = tokens.indexOf(Math.max(...tokens));
        const own = map.subarray(layer * slots, (layer + 1) * slots);
        own.set(own.map((expert) => (expert === hottest ? (hottest + 1) % experts : expert)));
      }
    },
  };
}
