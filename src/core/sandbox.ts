import type { CaseOutcome } from './case.ts';
import type { RejectionReason, Source } from './program.ts';

/** The sandboxes that evaluators may use, by kind. */
export interface Sandboxes {
  /** For TypeScript and JavaScript candidates next to a trusted simulation. */
  readonly isolate: IsolateSandbox;
}

/** Runs candidates in V8 isolates of worker processes. */
export interface IsolateSandbox {
  /** The guarantees that hold on this machine, in words, for `adrs doctor` and the log. */
  readonly guarantees: readonly string[];
  /** Throws SandboxError when the sandbox itself is broken, never because of the candidate. */
  run(job: IsolateJob, signal: AbortSignal): Promise<IsolateResult>;
  /** Ends every worker. Jobs in flight are rejected with the reason `crashed`. */
  close(): Promise<void>;
}

/** A candidate and the trusted simulation to run it in, in one isolate with two realms. */
export interface IsolateJob {
  /** Trusted script, already bundled; sent to a worker once. */
  readonly simulation: { readonly hash: string; readonly script: string };
  /** Trusted workloads as JSON; sent to a worker once. */
  readonly cases: { readonly hash: string; readonly json: string };
  /** The candidate. */
  readonly source: Source;
  readonly seed: string;
  readonly limits: IsolateLimits;
  /** Whether to return what the simulation writes to its console; it goes nowhere otherwise. */
  readonly log?: boolean | undefined;
  /** Positions of the cases in the order in which they are run; as they are when left out. */
  readonly order?: readonly number[] | undefined;
  /**
   * `record` also returns every decision and looks for state that leaks between cases; `replay` runs no
   * candidate, only recorded decisions.
   */
  readonly decisions?:
    | { readonly mode: 'record' }
    | { readonly mode: 'replay'; readonly tape: string };
}

export interface IsolateLimits {
  /** Wall clock of the whole job, load included. */
  readonly timeoutMs: number;
  /** Heap of the isolate. */
  readonly memoryMb: number;
  /** Policy calls and simulated events a case. */
  readonly maxEvents: number;
  /**
   * Turns of loops and calls of functions of the policy itself, a case: a limit of its computing that
   * is the same on every machine. Work inside builtins, such as a sort, does not count. Without a limit
   * nothing is counted; counting makes hot policy code slower.
   */
  readonly maxSteps?: number | undefined;
}

/** Limits that stand in for an evaluator's own. */
export type LimitOverrides = {
  readonly [K in keyof IsolateLimits]?: IsolateLimits[K] | undefined;
};

export type IsolateResult = {
  /**
   * The console of the simulation, when the job asks for it: at most 100 texts of 500 characters and a word on the
   * rest. They may hold anything that a policy answered.
   */
  readonly log?: readonly string[] | undefined;
} & (
  | {
      readonly status: 'returned';
      /** In the order in which the cases were run. */
      readonly outcomes: readonly CaseOutcome[];
      readonly cpuSeconds: number;
      readonly decisions: number;
      /** Present in `record` mode. */
      readonly tape?: string | undefined;
      /**
       * In `record` mode a few cases are run again on their own: which of them came out differently.
       */
      readonly leak?: string | undefined;
    }
  | {
      readonly status: 'rejected';
      readonly reason: Exclude<RejectionReason, 'evaluator-fault'>;
      /** Printable, at most 2 KB. */
      readonly feedback: string;
      readonly cpuSeconds: number;
    }
  /** The trusted simulation threw: the problem is broken. */
  | { readonly status: 'simulation-failed'; readonly message: string }
);
