import type { Balancer, Shape } from '../../policy.d.ts';
import { mapLayers, relaxed } from '../shared/map-layers.ts';
import { heaviestFirst } from '../shared/pack.ts';
import { replicate, type Replicas } from '../shared/replicas.ts';

/** How much the newest window counts in what is expected of the next. */
const NEWEST = 0.5;
/** Above 1: replicas go rather to experts that have few, which are hit hardest when their load grows. */
const POWER = 1.2;
/** What a second replica of an expert on a GPU costs besides its load, in loads. */
const AGAIN = 0.5;

/**
 * Plans for a moving mean instead of the last window, and against surprises: more experts with two
 * replicas or more, and replicas of one expert on different GPUs. Otherwise DeepSeek's algorithm,
 * global where that is allowed.
 */
export function createBalancer(shape: Shape): Balancer {
  const expected = new Float64Array(shape.layers * shape.experts);
  const plan = relaxed(shape);
  let windows = 0;
  return {
    rebalance(load, _previous, map) {
      windows += 1;
      const newest = Math.max(NEWEST, 1 / windows);
      for (let at = 0; at < expected.length; at += 1) {
        const before = expected[at] ?? 0;
        expected[at] = before + newest * ((load[at] ?? 0) - before);
      }
      mapLayers(expected, map, { plan, replicate: spread, place: apart });
    },
  };
}

function spread(weights: Float64Array, slots: number): Replicas {
  return replicate(weights, slots, POWER);
}

/** Place of each replica: the heaviest first, each on the GPU with the least load and, rather, none of its expert. */
function apart(parts: Float64Array, gpus: number, source: Int32Array): Int32Array {
  const room = parts.length / gpus;
  const sums = new Float64Array(gpus);
  const used = new Int32Array(gpus);
  const held = new Uint8Array(gpus * parts.length);
  const places = new Int32Array(parts.length);
  for (const replica of heaviestFirst(parts)) {
    const part = parts[replica] ?? 0;
    const expert = source[replica] ?? 0;
    let best = -1;
    let least = Infinity;
    for (let gpu = 0; gpu < gpus; gpu += 1) {
      if ((used[gpu] ?? 0) >= room) continue;
      const cost = (sums[gpu] ?? 0) + AGAIN * part * (held[gpu * parts.length + expert] ?? 0);
      if (cost >= least) continue;
      least = cost;
      best = gpu;
    }
    places[replica] = best * room + (used[best] ?? 0);
    used[best] = (used[best] ?? 0) + 1;
    sums[best] = (sums[best] ?? 0) + part;
    held[best * parts.length + expert] = 1;
  }
  return places;
}
