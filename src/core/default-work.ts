/**
 * The work of one case where neither problem nor run sets a limit; also what cases that failed may waste together
 * before a job ends. Generous: no policy that comes with a problem needs a hundredth of it, while one that never
 * ends costs a second or two.
 */
export const DEFAULT_WORK = {
  /** Steps of the policy. */
  steps: 2_000_000_000,
  /** Policy calls and simulated events. */
  events: 10_000_000,
} as const;
