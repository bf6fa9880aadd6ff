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

/** Tries to change what the simulation computes with: Math, array methods and every object. */
export function createBalancer(shape: Shape): Balancer {
  const patches = [
    () => Object.assign(Math, { max: () => 1, min: () => 0, floor: () => 0 }),
    () => Object.assign(Array.prototype, { slice: () => [], reduce: () => 0, toSorted: () => [] }),
    () => Object.assign(Int32Array.prototype, { fill: () => undefined, subarray: () => [] }),
    () =>
      Object.defineProperty(Object.getPrototypeOf(Int32Array.prototype), 'length', { value: 0 }),
    ...['gpu', 'slot', 'value', 'shape', 'windows'].map((field) => () => {
      Object.defineProperty(Object.prototype, field, { value: 1 });
    }),
  ];
  return {
    rebalance(_load, _previous, map) {
      inTurn(shape, map);
      for (const patch of patches) {
        try {
          patch();
        } catch {
          // Frozen is as good as any other.
        }
      }
    },
  };
}
