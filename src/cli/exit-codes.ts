/** Exit codes of commands. README.md lists them. */
export const EXIT = {
  done: 0,
  failed: 1,
  misused: 2,
  /** A run paused or ended by itself without any progress. */
  stalled: 3,
  /** `adrs eval`: the policy was rejected or quarantined. */
  noScore: 4,
  interrupted: 130,
} as const;

/** Ends a command that has said everything with an exit code other than 0. */
export class QuietExit extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`exit ${exitCode}`);
    this.exitCode = exitCode;
  }
}
