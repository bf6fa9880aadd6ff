import type { Balancer, Shape } from '../../policy.d.ts';
import { inTurn } from '../shared/in-turn.ts';

/** Ignores the load: every expert in turn, in the order of the groups. */
export function createBalancer(shape: Shape): Balancer {
  return { rebalance: (_load, _previous, map) => inTurn(shape, map) };
}
