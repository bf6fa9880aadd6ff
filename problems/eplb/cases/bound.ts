import type { ExpertCase, Shape } from './workload.ts';

/**
 * The mean balancedness of GPUs that no maps of the case can exceed, in (0, 1]: what counting alone
 * allows if every window is known before it comes. README.md has the argument.
 */
export function highestBalance({ shape, windows }: ExpertCase): number {
  const served = windows.slice(1);
  return served.reduce((sum, load) => sum + highestOf(load, shape), 0) / served.length;
}

function highestOf(load: readonly number[], shape: Shape): number {
  const { layers, experts, gpus } = shape;
  let total = 0;
  let highest = 0;
  for (let layer = 0; layer < layers; layer += 1) {
    const weights = load.slice(layer * experts, (layer + 1) * experts);
    total += sumOf(weights);
    highest += leastHighest(weights, shape);
  }
  return highest > 0 ? Math.min(1, total / gpus / highest) : 1;
}

/** The least load of the fullest GPU, for these loads of the experts of one layer. */
export function leastHighest(weights: readonly number[], shape: Shape): number {
  const { slots, gpus, nodes } = shape;
  if (!shape.isHierarchical) return leastOfCell(weights, slots, gpus);
  return bestSplit(weights, shape, (members) => leastOfCell(members, slots / nodes, gpus / nodes));
}

/** The mean GPU; and the largest part of an expert when the slots are shared out as well as can be. */
function leastOfCell(weights: readonly number[], slots: number, gpus: number): number {
  return Math.max(sumOf(weights) / gpus, leastPart(weights, slots));
}

/**
 * The least possible largest part: each slot in turn to the expert with the largest part, which is
 * optimal for this (an expert whose part is the largest can only be helped by a slot more).
 */
function leastPart(weights: readonly number[], slots: number): number {
  const counts = weights.map(() => 1);
  const parts = [...weights];
  for (let spare = slots - weights.length; ; spare -= 1) {
    let largest = 0;
    for (let expert = 1; expert < parts.length; expert += 1) {
      if ((parts[expert] ?? 0) > (parts[largest] ?? 0)) largest = expert;
    }
    if (spare === 0) return parts[largest] ?? 0;
    const count = (counts[largest] ?? 1) + 1;
    counts[largest] = count;
    parts[largest] = (weights[largest] ?? 0) / count;
  }
}

/** The least highest value of a node over all ways to share the groups out to the nodes. */
function bestSplit(
  weights: readonly number[],
  { experts, slots, nodes, groups }: Shape,
  leastOf: (members: readonly number[]) => number,
): number {
  const size = experts / groups;
  const most = Math.floor(slots / nodes / size);
  const known = new Map<number, number>();
  const valueOf = (mask: number): number => {
    const value = known.get(mask) ?? leastOf(weights.filter((_, at) => isIn(mask, at / size)));
    known.set(mask, value);
    return value;
  };
  let best = Infinity;
  const assign = (group: number, masks: readonly number[]): void => {
    if (group === groups) {
      best = Math.min(best, Math.max(...masks.map(valueOf)));
      return;
    }
    for (const [node, mask] of masks.entries()) {
      if (countOf(mask) < most) assign(group + 1, masks.with(node, mask | (1 << group)));
      // Empty nodes are all alike.
      if (mask === 0) return;
    }
  };
  assign(
    0,
    Array.from({ length: nodes }, () => 0),
  );
  return best;
}

function isIn(mask: number, group: number): boolean {
  return ((mask >> group) & 1) === 1;
}

function countOf(mask: number): number {
  let count = 0;
  for (let rest = mask; rest > 0; rest &= rest - 1) count += 1;
  return count;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
