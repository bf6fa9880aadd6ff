import type { Case } from 'adrs';

/** What a balancer is told about its model and cluster. */
export interface Shape {
  /** Layers with experts; each has a map of its own. */
  readonly layers: number;
  /** Logical experts of a layer. */
  readonly experts: number;
  /** Physical experts of a layer, over all GPUs; at least `experts`, a multiple of `gpus`. */
  readonly slots: number;
  /** GPU g holds the slots from g * slots / gpus on. A multiple of `nodes`. */
  readonly gpus: number;
  /** Node n holds the GPUs from n * gpus / nodes on. */
  readonly nodes: number;
  /** Groups of consecutive experts of equal size; 1 where the model routes without groups. */
  readonly groups: number;
  /** Whether all replicas of a group must lie on one node; then `groups` is a multiple of `nodes`. */
  readonly isHierarchical: boolean;
}

/** Consecutive windows of one model. The map made from window i serves window i + 1. */
export interface ExpertCase extends Case {
  /** Kind of the case; averaged on its own. */
  readonly group: string;
  readonly shape: Shape;
  /** Tokens routed to each expert in each window: at least two of shape [layers x experts]. */
  readonly windows: readonly (readonly number[])[];
  /** Whether the policy's processor time is measured; such a case does not repeat bit for bit. */
  readonly isTimed: boolean;
}
