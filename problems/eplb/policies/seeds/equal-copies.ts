import type { Balancer, Shape } from '../../policy.d.ts';

/** As many replicas of every expert; dealt out from the heaviest on. */
export function createBalancer(shape: Shape): Balancer {
  const { layers, experts, slots, gpus, nodes, groups, isHierarchical } = shape;
  const memory = new Float64Array(layers * experts);
  const cells = isHierarchical ? nodes : 1;
  const size = experts / groups;
  let windows = 0;
  return {
    rebalance(load, _previous, map) {
      windows += 1;
      for (let at = 0; at < memory.length; at += 1) {
        memory[at] = remember(memory[at] ?? 0, load[at] ?? 0, windows);
      }
      for (let layer = 0; layer < layers; layer += 1) {
        const tokens = memory.subarray(layer * experts, (layer + 1) * experts);
        const sums = Array.from({ length: groups }, (_, group) =>
          total(tokens, group * size, size),
        );
        const homes = pack(sums, [...sums.keys()], cells);
        for (let cell = 0; cell < cells; cell += 1) {
          const members = [...tokens.keys()].filter((e) => homes[Math.floor(e / size)] === cell);
          const start = layer * slots + (cell * slots) / cells;
          const room = map.subarray(start, start + slots / cells);
          fill(room, members, { tokens, bins: gpus / cells });
        }
      }
    },
  };
}

interface Cell {
  readonly tokens: Float64Array;
  readonly bins: number;
}

/** Writes the experts of a cell into its slots, GPU after GPU. */
function fill(map: Int32Array, members: readonly number[], { tokens, bins }: Cell): void {
  const weights = members.map((expert) => tokens[expert] ?? 0);
  const copies = copiesOf(weights, map.length);
  const owners = copies.flatMap((count, at) => Array.from({ length: count }, () => at));
  const parts = owners.map((at) => (weights[at] ?? 0) / (copies[at] ?? 1));
  const places = pack(parts, owners, bins);
  const used = new Int32Array(bins);
  for (const [replica, bin] of places.entries()) {
    map[(bin * map.length) / bins + (used[bin] ?? 0)] = members[owners[replica] ?? 0] ?? 0;
    used[bin] = (used[bin] ?? 0) + 1;
  }
}

/** The bin of each item, equally many in each: in turn, where the burden is least. */
function pack(weights: readonly number[], owners: readonly number[], bins: number): number[] {
  const room = weights.length / bins;
  const sums = new Float64Array(bins);
  const used = new Int32Array(bins);
  const held = new Uint8Array(bins * weights.length);
  const places = weights.map(() => 0);
  for (const item of orderOf(weights)) {
    const weight = weights[item] ?? 0;
    const owner = owners[item] ?? 0;
    let best = -1;
    let least = Infinity;
    for (let bin = 0; bin < bins; bin += 1) {
      const count = used[bin] ?? 0;
      if (count >= room) continue;
      const own = held[bin * weights.length + owner] ?? 0;
      const cost = burden(sums[bin] ?? 0, count, own, weight);
      if (cost < least || best < 0) {
        least = cost;
        best = bin;
      }
    }
    places[item] = best;
    sums[best] = (sums[best] ?? 0) + weight;
    used[best] = (used[best] ?? 0) + 1;
    held[best * weights.length + owner] = (held[best * weights.length + owner] ?? 0) + 1;
  }
  return places;
}

function total(values: Float64Array, start: number, count: number): number {
  let sum = 0;
  for (let at = start; at < start + count; at += 1) sum += values[at] ?? 0;
  return sum;
}

/** What is expected of an expert, from what was expected before and what came. */
function remember(_expected: number, tokens: number, _windows: number): number {
  return tokens;
}

/** Replicas of each expert: as many for all, as far as the slots go. */
function copiesOf(weights: readonly number[], slots: number): number[] {
  return weights.map((_, at) => Math.floor((slots + weights.length - 1 - at) / weights.length));
}

/** The items in the order in which they are packed: the heaviest first. */
function orderOf(weights: readonly number[]): number[] {
  return [...weights.keys()].sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0));
}

/** How little a bin suits an item: `sum` and `used` of what it holds, `own` of them of the same expert. */
function burden(_sum: number, used: number, _own: number, _weight: number): number {
  return used;
}
