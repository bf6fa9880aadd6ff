import type { CheckReport } from './report.ts';

/** What the process of a check is to do; its argument, as JSON. */
export interface CheckTask {
  /** Absolute path of the problem's module. */
  readonly location: string;
  readonly data?: string | undefined;
  readonly caseSeconds?: number | undefined;
}

/** The part of a report that is known while a check goes on. */
export type FoundSoFar = Pick<CheckReport, 'faults' | 'laws'>;

/** What the process of a check says. */
export type FromCheck =
  /** Its event loop turns. */
  | { readonly type: 'alive' }
  | { readonly type: 'law'; readonly text: string; readonly found: FoundSoFar }
  | { readonly type: 'report'; readonly report: CheckReport }
  /** Nothing can be measured on this machine. */
  | {
      readonly type: 'broken-sandbox';
      readonly message: string;
      readonly hint?: string | undefined;
    }
  /** A bug of adrs. */
  | { readonly type: 'bug'; readonly stack: string };
