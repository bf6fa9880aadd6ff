import type { Balancer, Shape } from '../../policy.d.ts';
import { mapLayers, relaxed } from '../shared/map-layers.ts';
import { pack } from '../shared/pack.ts';
import { replicate } from '../shared/replicas.ts';

/** DeepSeek's load balancer without the hierarchy, where that is allowed. */
export function createBalancer(shape: Shape): Balancer {
  const plan = relaxed(shape);
  return {
    rebalance: (load, _previous, map) => mapLayers(load, map, { plan, replicate, place: pack }),
  };
}
