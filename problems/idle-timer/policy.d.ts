/** The machine, the same in every case. */
export interface Machine {
  /** Power while it idles, in watts. */
  readonly idleWatts: number;
  /** Energy of waking up, in joules. Asleep it needs nothing. */
  readonly wakeJoules: number;
}

/** The policy of one machine. It may remember what it saw. */
export interface SleepPolicy {
  /**
   * After how many idle seconds the machine goes to sleep. Called at the start of each idle period, in
   * order.
   *
   * @param last Length of the last period in seconds, above 0; 0 before the first.
   * @param mean Mean length of all periods so far in seconds; 0 before the first.
   * @returns Seconds, at least 0; more than any period means never. NaN makes the case invalid.
   */
  timeout(last: number, mean: number): number;
}

/** Called once at the start of each case. Cases share nothing. */
export function createPolicy(machine: Machine): SleepPolicy;
