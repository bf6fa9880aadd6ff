import type { Shape } from '../cases/workload.ts';

/** A window and the map that serves it. */
export interface Service {
  /** Tokens, shape [layers x experts]. */
  readonly load: ArrayLike<number>;
  /** Experts by slot, shape [layers x slots]; every expert has a slot in every layer. */
  readonly map: ArrayLike<number>;
  readonly shape: Shape;
}

/** Balance of a window over the GPUs and over the slots. */
export interface Balance {
  /** Sum over layers of the mean load of a GPU, over the sum of the highest; in (0, 1]. */
  readonly gpu: number;
  /** The same of single slots. */
  readonly slot: number;
}

/** Balancedness in both published definitions; 1 without load. */
export function balanceOf(service: Service): Balance {
  const { layers, experts, slots, gpus } = service.shape;
  const parts = new Float64Array(experts);
  const sums = new Float64Array(gpus);
  let total = 0;
  let highestSlots = 0;
  let highestGpus = 0;
  for (let layer = 0; layer < layers; layer += 1) {
    shareOut(service, layer, { parts, sums });
    for (const sum of sums) total += sum;
    highestSlots += highestOf(parts);
    highestGpus += highestOf(sums);
  }
  return {
    gpu: highestGpus > 0 ? total / gpus / highestGpus : 1,
    slot: highestSlots > 0 ? total / slots / highestSlots : 1,
  };
}

/** Loads of the replicas and the GPUs of a layer; to be overwritten. */
export interface Loads {
  /** Of each expert: the tokens of one replica. Every replica of an expert takes an equal part. */
  readonly parts: Float64Array;
  /** Of each GPU. */
  readonly sums: Float64Array;
}

/** Computes the loads of one layer. */
export function shareOut(
  { load, map, shape }: Service,
  layer: number,
  { parts, sums }: Loads,
): void {
  const { experts, slots, gpus } = shape;
  const start = layer * slots;
  const perGpu = slots / gpus;
  // First the number of replicas, then what one of them gets.
  parts.fill(0);
  countInto(parts, map, { start, end: start + slots });
  for (let expert = 0; expert < experts; expert += 1) {
    parts[expert] = (load[layer * experts + expert] ?? 0) / (parts[expert] ?? 1);
  }
  for (let gpu = 0; gpu < gpus; gpu += 1) {
    let sum = 0;
    for (let at = 0; at < perGpu; at += 1) sum += parts[map[start + gpu * perGpu + at] ?? 0] ?? 0;
    sums[gpu] = sum;
  }
}

function countInto(
  counts: Float64Array,
  map: ArrayLike<number>,
  { start, end }: { readonly start: number; readonly end: number },
): void {
  for (let at = start; at < end; at += 1) {
    const expert = map[at] ?? 0;
    counts[expert] = (counts[expert] ?? 0) + 1;
  }
}

function highestOf(values: Float64Array): number {
  let highest = 0;
  for (const value of values) if (value > highest) highest = value;
  return highest;
}
