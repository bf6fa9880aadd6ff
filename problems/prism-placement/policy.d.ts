/** The GPUs to place on. All are alike. */
export interface Cluster {
  /** How many there are, 5 to 64, numbered from 0. */
  readonly gpus: number;
  /** Memory of each in GB. */
  readonly memoryGb: number;
  /** Cost of moving all the memory of the cluster, in 1/TB; 0 where moving is free. */
  readonly migrationWeight: number;
}

/** A part of a model that lies on one GPU. A model without tensor parallelism is one slice. */
export interface Slice {
  /** Number of the model. Slices of one model must lie on different GPUs. */
  readonly model: number;
  /** Memory of its weights in GB; more than 0, less than `memoryGb`. */
  readonly sizeGb: number;
  /** Demand for cache memory; more than 0. */
  readonly rate: number;
  /** Time in which demand must be met; more than 0. The load of the slice is `rate / slo`. */
  readonly slo: number;
  /** GPU that holds the slice now, or -1 when none does. Moving it from there costs. */
  readonly currentGpu: number;
}

/**
 * Places every slice: the answer holds the GPU of `slices[i]` at index i, a whole number in
 * [0, cluster.gpus). Called once a case.
 *
 * A GPU's pressure is the sum of its loads over its free memory, `memoryGb` less the sizes on it. To be
 * minimised: the highest pressure of any GPU (per TB), plus `migrationWeight` times the share of the
 * cluster's memory that is moved: GB of slices with a `currentGpu` other than the answer, divided by
 * `gpus * memoryGb`.
 *
 * A missing or surplus answer, a GPU that does not exist, two slices of a model on one GPU, or more
 * than `memoryGb` on one makes the whole case invalid, which is then worth 1000.
 */
export function place(cluster: Cluster, slices: readonly Slice[]): readonly number[];
