import type { Case } from 'adrs-lab';
import type { Slice } from '../policy.d.ts';

export type { Slice };

/** A cluster and the slices to be placed on it. */
export interface PlacementCase extends Case {
  /** Kind of the case; averaged on its own. */
  readonly group: string;
  /** GPUs, numbered from 0. */
  readonly gpus: number;
  /** Memory of each GPU in GB. */
  readonly memoryGb: number;
  /** Cost of moving all the memory of the cluster, in 1/TB; 0 where moving is free. */
  readonly migrationWeight: number;
  /** Sizes are multiples of 1/4 GB, so that sums are exact. */
  readonly slices: readonly Slice[];
}

/** The highest cost of a case, in 1/TB; a worse placement counts with it, a failed case as well. */
export const WORST_PRESSURE = 1000;

/** GB in a TB. */
export const GB_PER_TB = 1000;

/** Load of a slice: rate over SLO. */
export function loadOf({ rate, slo }: Slice): number {
  return rate / slo;
}

/** Cost of moving this many GB, in 1/TB. */
export function migrationCost(workload: PlacementCase, movedGb: number): number {
  return (workload.migrationWeight * movedGb) / (workload.gpus * workload.memoryGb);
}
