import type { Shape } from '../cases/workload.ts';

/** Numbers by position: a typed array, or a plain one. */
type Numbers = ArrayLike<number>;

/**
 * DeepSeek's expert-parallel load balancer: the physical-to-logical map, shape [layers x slots], for a
 * load of shape [layers x experts]. Hierarchical where the groups divide among the nodes, else global:
 * groups are packed into nodes, experts replicated within the node, replicas packed into its GPUs.
 * The reference of the timed cases and of the calibration; the source is DeepSeek's published EPLB.
 */
export function deepseekMap(load: Numbers, shape: Shape): Int32Array {
  const isHierarchical = shape.groups % shape.nodes === 0;
  return mapOf(load, isHierarchical ? shape : { ...shape, groups: 1, nodes: 1 });
}

/** The same without the hierarchy: one node of one group. */
export function deepseekGlobalMap(load: Numbers, shape: Shape): Int32Array {
  return mapOf(load, { ...shape, groups: 1, nodes: 1 });
}

function mapOf(load: Numbers, shape: Shape): Int32Array {
  const { layers, experts, slots, gpus, nodes } = shape;
  const map = new Int32Array(layers * slots);
  const slotsOfNode = slots / nodes;
  for (let layer = 0; layer < layers; layer += 1) {
    const weights = Float64Array.from({ length: experts }, (_, expert) => {
      return load[layer * experts + expert] ?? 0;
    });
    const order = expertsByNode(weights, shape);
    for (let node = 0; node < nodes; node += 1) {
      const members = order.subarray((node * experts) / nodes, ((node + 1) * experts) / nodes);
      const start = layer * slots + node * slotsOfNode;
      fillNode(map.subarray(start, start + slotsOfNode), gpus / nodes, { weights, members });
    }
  }
  return map;
}

/** Experts in the order of their nodes: the groups are packed, as many into each node. */
function expertsByNode(weights: Float64Array, { experts, groups, nodes }: Shape): Int32Array {
  const size = experts / groups;
  const sums = new Float64Array(groups);
  for (let expert = 0; expert < experts; expert += 1) {
    const group = Math.floor(expert / size);
    sums[group] = (sums[group] ?? 0) + (weights[expert] ?? 0);
  }
  const position = balancedPacking(sums, nodes);
  const order = new Int32Array(experts);
  for (let expert = 0; expert < experts; expert += 1) {
    order[(position[Math.floor(expert / size)] ?? 0) * size + (expert % size)] = expert;
  }
  return order;
}

interface Members {
  /** By expert of the layer. */
  readonly weights: Float64Array;
  /** Experts of the node. */
  readonly members: Int32Array;
}

function fillNode(map: Int32Array, gpus: number, { weights, members }: Members): void {
  const own = Float64Array.from(members, (expert) => weights[expert] ?? 0);
  const { source, counts } = replicate(own, map.length);
  const shares = Float64Array.from(source, (at) => (own[at] ?? 0) / (counts[at] ?? 1));
  const position = balancedPacking(shares, gpus);
  for (let replica = 0; replica < map.length; replica += 1) {
    map[position[replica] ?? 0] = members[source[replica] ?? 0] ?? 0;
  }
}

/** One replica each, then one at a time to the expert with the highest load a replica. */
function replicate(
  weights: Float64Array,
  slots: number,
): { readonly source: Int32Array; readonly counts: Int32Array } {
  const counts = new Int32Array(weights.length).fill(1);
  const source = Int32Array.from({ length: slots }, (_, slot) => slot);
  for (let slot = weights.length; slot < slots; slot += 1) {
    let best = 0;
    let highest = -1;
    for (let at = 0; at < weights.length; at += 1) {
      const share = (weights[at] ?? 0) / (counts[at] ?? 1);
      if (share > highest) {
        highest = share;
        best = at;
      }
    }
    source[slot] = best;
    counts[best] = (counts[best] ?? 0) + 1;
  }
  return { source, counts };
}

/**
 * Packs items into packs of equal number, the heaviest first, each into the lightest pack with room.
 * Answers the position of each item: its pack times the items a pack, plus its rank there.
 */
function balancedPacking(weights: Float64Array, packs: number): Int32Array {
  const room = weights.length / packs;
  if (room === 1) return Int32Array.from(weights, (_, item) => item);
  const order = Int32Array.from(weights, (_, item) => item);
  order.sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || a - b);
  const sums = new Float64Array(packs);
  const used = new Int32Array(packs);
  const position = new Int32Array(weights.length);
  for (const item of order) {
    const lightest = lightestOpen(sums, used, room);
    position[item] = lightest * room + (used[lightest] ?? 0);
    used[lightest] = (used[lightest] ?? 0) + 1;
    sums[lightest] = (sums[lightest] ?? 0) + (weights[item] ?? 0);
  }
  return position;
}

/** The first of the lightest packs that hold fewer than `room` items. */
function lightestOpen(sums: Float64Array, used: Int32Array, room: number): number {
  let lightest = -1;
  let least = Infinity;
  for (let pack = 0; pack < sums.length; pack += 1) {
    const sum = sums[pack] ?? 0;
    if ((used[pack] ?? 0) >= room || sum >= least) continue;
    least = sum;
    lightest = pack;
  }
  return lightest;
}
