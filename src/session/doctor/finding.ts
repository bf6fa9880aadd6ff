/** A requirement or recommendation of adrs. */
export interface Finding {
  readonly name: string;
  /** `warn`: works, but weaker or slower than it could be. */
  readonly status: 'ok' | 'warn' | 'fail';
  /** The observation; lines are separated by line feeds. */
  readonly detail: string;
  /** The remedy. */
  readonly hint?: string | undefined;
}
