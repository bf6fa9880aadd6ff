import type { Case } from 'adrs-lab';

/**
 * Formula for the time of a transfer; both forms were published, see README.md.
 *
 * `shared`: an edge carries its partitions one after the other, and gigabytes become gigabits.
 * `bottleneck`: every partition has the edge to itself, and gigabytes are divided by gigabits per second.
 */
export type TimeForm = 'shared' | 'bottleneck';

/**
 * Data in one region of a cloud that is wanted in others.
 *
 * Regions are numbered. Matrices are in row-major order, `[from * regions + to]`, and complete: there
 * is an edge from every region to every other one. Diagonals are 0 and mean nothing.
 */
export interface Workload extends Case {
  /** Kind of broadcast, such as `intra` or `inter`: averaged on its own. */
  readonly group: string;
  readonly timeForm: TimeForm;
  /** Names such as `aws:us-east-1`; they never reach a policy. Shape [regions]. */
  readonly regions: readonly string[];
  readonly source: number;
  /** At least 1, different, without the source. */
  readonly destinations: readonly number[];
  /** Price of leaving one region for another, in USD per GB. Shape [regions, regions]. */
  readonly pricePerGb: readonly number[];
  /** Throughput between two machines, in Gbit/s. Shape [regions, regions]. */
  readonly gbps: readonly number[];
  /** Ingress limit of a machine in a region, in Gbit/s. Shape [regions]. */
  readonly ingressGbps: readonly number[];
  /** Egress limit of a machine in a region, in Gbit/s. Shape [regions]. */
  readonly egressGbps: readonly number[];
  readonly dataGb: number;
  /** The data is cut into this many equal parts, each of which has a way of its own. */
  readonly partitions: number;
  /** Machines that are rented in every region that takes part. */
  readonly vmsPerRegion: number;
  readonly vmUsdPerHour: number;
}

/** The size of a broadcast and the machines of the published benchmark. */
export const PUBLISHED_TRANSFER = {
  dataGb: 300,
  partitions: 10,
  vmsPerRegion: 2,
  vmUsdPerHour: 0.54,
} as const;

/** Providers, with what a machine of theirs can receive and send in the published benchmark, in Gbit/s. */
export const PROVIDERS = {
  aws: { ingressGbps: 10, egressGbps: 5 },
  gcp: { ingressGbps: 16, egressGbps: 7 },
  azure: { ingressGbps: 16, egressGbps: 16 },
} as const;

/** A path has at most this many edges. */
export const MAX_HOPS = 8;

/** Time in seconds that `parts` partitions take on an edge of `flow` Gbit/s. */
export function secondsOn(
  { timeForm, dataGb, partitions }: Workload,
  parts: number,
  flow: number,
): number {
  const partGb = dataGb / partitions;
  return timeForm === 'shared' ? (parts * partGb * 8) / flow : partGb / flow;
}

/** Rent in USD of the machines in `regions` regions; the time counts in hundredths of a second. */
export function rentUsd(workload: Workload, regions: number, seconds: number): number {
  const perSecond = workload.vmsPerRegion * (workload.vmUsdPerHour / 3600);
  return regions * perSecond * Number(seconds.toFixed(2));
}
