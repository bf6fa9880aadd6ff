import type { Balancer, Shape } from '../../policy.d.ts';
import { mapLayers, wholeCluster } from '../shared/map-layers.ts';
import { pack } from '../shared/pack.ts';
import { replicate } from '../shared/replicas.ts';

/** DeepSeek's load balancer: hierarchical wherever the groups divide among the nodes. */
export function createBalancer(shape: Shape): Balancer {
  const plan = shape.groups % shape.nodes === 0 ? shape : wholeCluster(shape);
  return {
    rebalance: (load, _previous, map) => mapLayers(load, map, { plan, replicate, place: pack }),
  };
}
