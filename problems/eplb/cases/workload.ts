import type { Case } from 'adrs-lab';
import type { Shape } from '../policy.d.ts';

export type { Shape };

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
