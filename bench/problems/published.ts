/** Times of a public evaluator for work that can be done here too. */
export interface PublishedTime {
  readonly problem: string;
  /** Folder of the original data, and its split. */
  readonly data: string;
  readonly split: string;
  /** The policy that does the same work as the one that was timed. */
  readonly policy: string;
  readonly work: string;
  /** Of the public Python evaluator, the quickest that was seen. */
  readonly seconds: number;
}

/** Times of the public Python evaluators, as measured on a machine like this one. */
export const PUBLISHED: readonly PublishedTime[] = [
  {
    problem: 'cant-be-late',
    data: 'cant-be-late',
    split: 'public',
    policy: 'greedy',
    work: '1,080 simulations of greedy',
    seconds: 38,
  },
  {
    problem: 'cloudcast',
    data: 'cloudcast',
    split: 'public',
    policy: 'dijkstra',
    work: '5 broadcasts by Dijkstra',
    seconds: 3.3,
  },
  {
    problem: 'cant-be-late-multi',
    data: 'cant-be-late',
    split: 'public',
    policy: 'round-robin',
    work: '34 simulations of the starting program',
    seconds: 13,
  },
  {
    problem: 'telemetry-repair',
    data: 'telemetry',
    split: 'public',
    policy: 'link-peer',
    work: '30 snapshots, each end by the other',
    seconds: 3,
  },
  {
    problem: 'txn-scheduling',
    data: 'txn',
    split: 'public',
    policy: 'smf',
    work: '3 workloads of 100 transactions by SMF',
    seconds: 1.2,
  },
  {
    problem: 'txn-scheduling',
    data: 'txn',
    split: 'public',
    policy: 'annealing',
    work: '90,000 makespans of annealing, at 1 ms each',
    seconds: 90,
  },
];
