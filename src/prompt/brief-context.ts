import type { LimitOverrides } from '../core/sandbox.ts';
import type { Program } from '../core/program.ts';
import type { Rng } from '../core/rng.ts';

/** The inputs of a prompt in addition to the brief. */
export interface BriefContext {
  /** Text of the problem's `policy.d.ts`. */
  readonly declaration: string;
  /** Rules for running a candidate, as a Markdown list; the rules of the sandbox for policies by default. */
  readonly runRules?: string | undefined;
  /** The limits of an evaluation, where they are known. */
  readonly limits?: LimitOverrides | undefined;
  /** Draws insights and a direction; without it all insights are shown, as advisors need, and no direction. */
  readonly rng?: Rng | undefined;
  /** Insights drawn at most, 2 by default. */
  readonly insights?: number | undefined;
  /** Second parent. It is left out of the inspirations. */
  readonly partner?: Program | undefined;
  /** The program to repair. */
  readonly rejected?: Program | undefined;
  /** Notes that an advisor may write at most, 5 by default. */
  readonly maxNotes?: number | undefined;
  /** Leaves out the comments of programs other than the parents and the one to repair. */
  readonly stripComments?: boolean | undefined;
}
