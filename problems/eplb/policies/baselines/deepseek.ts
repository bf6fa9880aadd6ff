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

/** DeepSeek's load balancer: hierarchical wherever the groups divide among the nodes. */
export function createBalancer(shape: Shape): Balancer {
  return {
    rebalance(load, _previous, map) {
      for (let layer = 0; layer < shape.layers; layer += 1) {
        const tokens = load.subarray(layer * shape.experts, (layer + 1) * shape.experts);
        mapLayer(
          tokens,
          map.subarray(layer * shape.slots, (layer + 1) * shape.slots),
          published(shape),
        );
      }
    },
  };
}

/** The published choice: the hierarchy wherever the groups divide among the nodes. */
function published(shape: Shape): Shape {
  return shape.groups % shape.nodes === 0 ? shape : { ...shape, nodes: 1, groups: 1 };
}

/** Groups into nodes, experts to replicas within the node, replicas into its GPUs. */
function mapLayer(
  tokens: Float64Array,
  map: Int32Array,
  { experts, gpus, nodes, groups }: Shape,
): void {
  const size = experts / groups;
  const sums = new Float64Array(groups);
  for (let expert = 0; expert < experts; expert += 1) {
    const group = Math.floor(expert / size);
    sums[group] = (sums[group] ?? 0) + (tokens[expert] ?? 0);
  }
  const homes = pack(sums, nodes);
  const members = new Int32Array(experts);
  for (let expert = 0; expert < experts; expert += 1) {
    members[(homes[Math.floor(expert / size)] ?? 0) * size + (expert % size)] = expert;
  }
  const room = map.length / nodes;
  for (let node = 0; node < nodes; node += 1) {
    const own = members.subarray((node * experts) / nodes, ((node + 1) * experts) / nodes);
    fillNode(map.subarray(node * room, (node + 1) * room), gpus / nodes, { tokens, own });
  }
}

interface Members {
  readonly tokens: Float64Array;
  /** Experts of the node. */
  readonly own: Int32Array;
}

function fillNode(map: Int32Array, gpus: number, { tokens, own }: Members): void {
  const weights = Float64Array.from(own, (expert) => tokens[expert] ?? 0);
  const { source, copies } = replicate(weights, map.length);
  const parts = Float64Array.from(source, (at) => (weights[at] ?? 0) / (copies[at] ?? 1));
  const places = pack(parts, gpus);
  for (const [replica, place] of places.entries()) map[place] = own[source[replica] ?? 0] ?? 0;
}

/** One replica each, then one at a time to the expert with the highest load a replica. */
function replicate(
  weights: Float64Array,
  slots: number,
): { readonly source: Int32Array; readonly copies: Int32Array } {
  const copies = new Int32Array(weights.length).fill(1);
  const source = Int32Array.from({ length: slots }, (_, slot) => slot);
  for (let slot = weights.length; slot < slots; slot += 1) {
    let best = 0;
    let highest = -1;
    for (let at = 0; at < weights.length; at += 1) {
      const part = (weights[at] ?? 0) / (copies[at] ?? 1);
      if (part > highest) {
        highest = part;
        best = at;
      }
    }
    source[slot] = best;
    copies[best] = (copies[best] ?? 0) + 1;
  }
  return { source, copies };
}

/** Place of each item: the heaviest first, each in the lightest pack with room; equally many in each. */
function pack(weights: Float64Array, packs: number): Int32Array {
  const room = weights.length / packs;
  const order = Int32Array.from(weights, (_, item) => item);
  if (room === 1) return order;
  order.sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || a - b);
  const sums = new Float64Array(packs);
  const used = new Int32Array(packs);
  const places = new Int32Array(weights.length);
  for (const item of order) {
    let lightest = -1;
    for (let at = 0; at < packs; at += 1) {
      const isOpen = (used[at] ?? 0) < room;
      if (isOpen && (lightest < 0 || (sums[at] ?? 0) < (sums[lightest] ?? 0))) lightest = at;
    }
    places[item] = lightest * room + (used[lightest] ?? 0);
    used[lightest] = (used[lightest] ?? 0) + 1;
    sums[lightest] = (sums[lightest] ?? 0) + (weights[item] ?? 0);
  }
  return places;
}
