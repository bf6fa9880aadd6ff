import type { Case } from 'adrs-lab';

/** One sequence of items for bins of one capacity. Sizes are whole, in [1, capacity]. */
export interface PackingCase extends Case {
  /** Data set: published figures are averages within one. */
  readonly group: string;
  readonly capacity: number;
  /** In order of arrival. */
  readonly items: readonly number[];
  /** Mean L1 bound of the data set, in bins: what an excess is a percentage of. */
  readonly reference: number;
}

/** The part of a sequence that a loader or a generator knows before its data set is complete. */
export type Instance = Pick<PackingCase, 'id' | 'capacity' | 'items'>;

/** Instances as one data set, so that the mean of `excessPercent` is the published ratio of means. */
export function dataSet(group: string, instances: readonly Instance[]): PackingCase[] {
  const bins = instances.map(volumeBound).reduce((sum, bound) => sum + bound, 0);
  return instances.map((instance) => ({ ...instance, group, reference: bins / instances.length }));
}

/** Bins beyond the L1 bound as a percentage of the data set's mean L1 bound. */
export function excessPercent(workload: PackingCase, bins: number): number {
  return (100 * (bins - volumeBound(workload))) / workload.reference;
}

/** The L1 bound: bins that the summed size alone needs. */
export function volumeBound({ items, capacity }: Pick<Instance, 'items' | 'capacity'>): number {
  return Math.ceil(items.reduce((sum, size) => sum + size, 0) / capacity);
}
