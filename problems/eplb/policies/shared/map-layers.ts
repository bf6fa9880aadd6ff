import type { Shape } from '../../policy.d.ts';
import { pack } from './pack.ts';
import type { Replicas } from './replicas.ts';

/** The choices of a balancer that plans as DeepSeek's does. */
export interface Rules {
  /** The cluster planned for: groups are packed into its nodes. */
  readonly plan: Shape;
  /** Shares `slots` out to experts of these weights. */
  readonly replicate: (weights: Float64Array, slots: number) => Replicas;
  /** Place of each replica, by the load that it gets and its expert: GPU after GPU, equally many on each. */
  readonly place: (parts: Float64Array, gpus: number, source: Int32Array) => Int32Array;
}

/** Fills the map of every layer for these loads. */
export function mapLayers(load: Float64Array, map: Int32Array, rules: Rules): void {
  const { layers, experts, slots } = rules.plan;
  for (let layer = 0; layer < layers; layer += 1) {
    const tokens = load.subarray(layer * experts, (layer + 1) * experts);
    mapLayer(tokens, map.subarray(layer * slots, (layer + 1) * slots), rules);
  }
}

/** Groups into nodes, experts to replicas within the node, replicas into its GPUs. */
export function mapLayer(tokens: Float64Array, map: Int32Array, rules: Rules): void {
  const { experts, nodes, groups } = rules.plan;
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
    fillNode(map.subarray(node * room, (node + 1) * room), { tokens, own }, rules);
  }
}

interface Members {
  readonly tokens: Float64Array;
  /** Experts of the node. */
  readonly own: Int32Array;
}

function fillNode(map: Int32Array, { tokens, own }: Members, rules: Rules): void {
  const { plan, replicate, place } = rules;
  const weights = Float64Array.from(own, (expert) => tokens[expert] ?? 0);
  const { source, copies } = replicate(weights, map.length);
  const parts = Float64Array.from(source, (at) => (weights[at] ?? 0) / (copies[at] ?? 1));
  const places = place(parts, plan.gpus / plan.nodes, source);
  for (const [replica, at] of places.entries()) map[at] = own[source[replica] ?? 0] ?? 0;
}

/** The whole cluster as one node of one group. */
export function wholeCluster(shape: Shape): Shape {
  return { ...shape, nodes: 1, groups: 1 };
}

/** The whole cluster as one node, where groups may be on several. */
export function relaxed(shape: Shape): Shape {
  return shape.isHierarchical ? shape : wholeCluster(shape);
}
