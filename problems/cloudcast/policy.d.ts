/** A broadcast: data in one region that is wanted in others. Regions are numbered 0, 1, ... */
export interface Task {
  /** How many regions there are; any of them may relay. */
  readonly regions: number;
  /** Where the data is. */
  readonly source: number;
  /** Where it is wanted: different regions, without the source. Shape [destinations]. */
  readonly destinations: readonly number[];
  /** What one machine in a region can receive, in Gbit/s. Shape [regions]. */
  readonly ingressGbps: readonly number[];
  /** What one machine in a region can send, in Gbit/s. Shape [regions]. */
  readonly egressGbps: readonly number[];
  /** Size of the data. */
  readonly dataGb: number;
  /** The data is cut into this many equal parts; each may take ways of its own. */
  readonly partitions: number;
  /** Machines rented in every region that is on some path. */
  readonly vmsPerRegion: number;
  /** Rent of a machine, by the second from the start to the end of the whole broadcast. */
  readonly vmUsdPerHour: number;
  /** A path has at most this many hops. */
  readonly maxHops: number;
  /**
   * How long an edge of flow f Gbit/s takes. `shared`: (parts on it) * (GB a part) * 8 / f seconds.
   * `bottleneck`: (GB a part) / f seconds, however many parts there are.
   */
  readonly timeForm: 'shared' | 'bottleneck';
}

/**
 * Finds the paths of a broadcast. Called once; broadcasts share nothing.
 *
 * The cost, in USD, is the egress of every part over every edge it crosses (once, even if its paths to
 * several destinations share the edge), and the rent of the machines until the slowest edge is done.
 * An edge's flow is `vmsPerRegion * gbps`; where the flows into (out of) a region sum to more than
 * `vmsPerRegion * ingressGbps` (`egressGbps`), each of them gets at most an equal share of that.
 *
 * @param task What is to be sent where.
 * @param prices `prices[from * regions + to]`: USD per GB sent from one region to another, more than 0;
 *   0 from a region to itself, which is no edge. Shape [regions, regions].
 * @param gbps `gbps[from * regions + to]`: Gbit/s between one machine here and one there, more than 0;
 *   0 from a region to itself. Shape [regions, regions].
 * @returns `paths[d][p]`: the regions that part `p` passes on its way to `task.destinations[d]`, from
 *   the source to the destination, both included; none twice, 1 to `maxHops` hops. Every destination
 *   and every part must be there, or the broadcast fails and counts with the worst cost there is.
 *   Shape [destinations, partitions, hops + 1].
 */
export function plan(task: Task, prices: Float64Array, gbps: Float64Array): number[][][];
