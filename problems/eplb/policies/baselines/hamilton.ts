import type { Balancer, Shape } from '../../policy.d.ts';
import { mapLayer, wholeCluster } from '../shared/map-layers.ts';
import { pack } from '../shared/pack.ts';
import type { Replicas } from '../shared/replicas.ts';

/**
 * Hamilton's apportionment of the slots, once over the whole cluster and once within nodes; of the two maps
 * of a layer, where both are allowed, that with the lighter fullest GPU on the last window.
 */
export function createBalancer(shape: Shape): Balancer {
  const { layers, experts, slots, nodes, groups, isHierarchical } = shape;
  const global = { plan: wholeCluster(shape), replicate: apportion, place: pack };
  const hierarchical = { ...global, plan: shape };
  return {
    rebalance(load, _previous, map) {
      for (let layer = 0; layer < layers; layer += 1) {
        const tokens = load.subarray(layer * experts, (layer + 1) * experts);
        const own = map.subarray(layer * slots, (layer + 1) * slots);
        mapLayer(tokens, own, groups % nodes === 0 ? hierarchical : global);
        if (isHierarchical) continue;
        const other = new Int32Array(slots);
        mapLayer(tokens, other, global);
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

/** Apportionment by largest remainders (Hamilton): a quota of the slots by load, at least one each. */
function apportion(weights: Float64Array, slots: number): Replicas {
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
