import type { Balancer, Shape } from '../../policy.d.ts';
import { mapLayers, relaxed } from '../shared/map-layers.ts';
import { heaviestFirst } from '../shared/pack.ts';
import { replicate } from '../shared/replicas.ts';

/** Greedy replication over the whole cluster where that is allowed; replicas dealt out forth and back. */
export function createBalancer(shape: Shape): Balancer {
  const plan = relaxed(shape);
  return {
    rebalance: (load, _previous, map) => mapLayers(load, map, { plan, replicate, place: snake }),
  };
}

/** Place of each item: dealt out from the heaviest on, forth and back over the packs. */
function snake(weights: Float64Array, packs: number): Int32Array {
  const room = weights.length / packs;
  const places = new Int32Array(weights.length);
  for (const [rank, item] of heaviestFirst(weights).entries()) {
    const round = Math.floor(rank / packs);
    const step = rank % packs;
    places[item] = (round % 2 === 0 ? step : packs - 1 - step) * room + round;
  }
  return places;
}
