/** The model and its cluster. They do not change while a balancer lives. */
export interface Shape {
  /** Layers with experts, 2 to 58. Every layer has loads and a map of its own. */
  readonly layers: number;
  /** Experts of a layer, 64 to 256, numbered from 0. */
  readonly experts: number;
  /** Slots of a layer over all GPUs, 160 to 288: more than `experts`, a multiple of `gpus`. */
  readonly slots: number;
  /** GPU g has the slots g * slots / gpus up to (g + 1) * slots / gpus - 1. A multiple of `nodes`. */
  readonly gpus: number;
  /** Node n has the GPUs n * gpus / nodes up to (n + 1) * gpus / nodes - 1. */
  readonly nodes: number;
  /** Groups of experts: expert e is in group floor(e * groups / experts). */
  readonly groups: number;
  /** Whether all replicas of all experts of a group must lie on one node, whichever that is. */
  readonly isHierarchical: boolean;
}

/** Balances one model. It may remember the windows it saw. */
export interface Balancer {
  /**
   * Called after each window of traffic but the last. Writes the experts that the slots hold in the
   * next window, whose load is not known yet.
   *
   * - `load`: tokens of the window that has just ended, 0 or more; expert e of layer l at
   *   l * experts + e.
   * - `previous`: the map of that window; slot s of layer l at l * slots + s. All -1 at the first call.
   * - `map`: to be filled, in the order of `previous`, with experts in [0, experts). It comes filled
   *   with -1. Each expert needs a slot in each layer; one with c slots has c replicas, each of which
   *   gets 1/c of its load.
   *
   * To be maximised: the balance on the next window, which is the sum over layers of the mean load
   * of a GPU, divided by the sum over layers of the load of the fullest GPU. A map with an expert left
   * out, a slot left unwritten, or, where `isHierarchical`, a group on two nodes fails the case, which is
   * then worth 0.
   */
  rebalance(load: Float64Array, previous: Int32Array, map: Int32Array): void;
}

/** Called once for each model. Balancers share nothing. */
export function createBalancer(shape: Shape): Balancer;
