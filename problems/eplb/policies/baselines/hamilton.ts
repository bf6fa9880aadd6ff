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

/**
 * Hamilton's apportionment of the slots, once over the whole cluster and once within nodes; of the two maps
 * of a layer, where both are allowed, that with the lighter fullest GPU on the last window.
 */
export function createBalancer(shape: Shape): Balancer {
  const { layers, experts, slots, nodes, groups, isHierarchical } = shape;
  const whole = { ...shape, nodes: 1, groups: 1 };
  return {
    rebalance(load, _previous, map) {
      for (let layer = 0; layer < layers; layer += 1) {
        const tokens = load.subarray(layer * experts, (layer + 1) * experts);
        const own = map.subarray(layer * slots, (layer + 1) * slots);
        mapLayer(tokens, own, groups % nodes === 0 ? shape : whole);
        if (isHierarchical) continue;
        const other = new Int32Array(slots);
        mapLayer(tokens, other, whole);
        if (fullest(tokens, other, shape.gpus) < fullest(tokens, own, shape.gpus)) own.set(other);
      }
    },
  };
}

function fullest(tokens: Float64Array, map: Int32Array, gpus: number): number {
  const copies = new Int32Array(tokens.length);
  for (const expert of map) copies[expert] = (copies[expert] ?? 0) + 1;
  const room = map.length / gpus;
  let highest = 0;
  for (let first = 0; first < map.length; first += room) {
    let sum = 0;
    for (let at = first; at < first + room; at += 1) {
      const expert = map[at] ?? 0;
      sum += (tokens[expert] ?? 0) / (copies[expert] ?? 1);
    }
    highest = Math.max(highest, sum);
  }
  return highest;
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

/** Apportionment by largest remainders (Hamilton): a quota of the slots by load, at least one each. */
function replicate(
  weights: Float64Array,
  slots: number,
): { readonly source: Int32Array; readonly copies: Int32Array } {
  const spare = slots - weights.length;
  let sum = 0;
  for (const weight of weights) sum += weight;
  // Those whose quota is below one slot take one from the rest, so that quotas are of what is above it.
  const quota = Float64Array.from(weights, (weight) => {
    return sum > 0 ? Math.max(0, (weight * slots) / sum - 1) : 1;
  });
  let above = 0;
  for (const one of quota) above += one;
  const wanted = quota.map((one) => (above > 0 ? (one * spare) / above : spare / quota.length));
  const copies = Int32Array.from(wanted, (one) => 1 + Math.floor(one));
  let left = slots;
  for (const count of copies) left -= count;
  const rest = (at: number): number => (wanted[at] ?? 0) % 1;
  const order = [...wanted.keys()].sort((a, b) => rest(b) - rest(a) || a - b);
  for (const at of order.slice(0, Math.max(0, left))) copies[at] = (copies[at] ?? 0) + 1;
  const owners = [...copies].flatMap((count, at) => Array.from({ length: count }, () => at));
  return { source: Int32Array.from(owners), copies };
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
