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
  readonly cases: { readonly hash: string; readonly json: string; readonly count: number };
  /** The candidate. */
  readonly source: Source;
  readonly seed: string;
  readonly limits: IsolateLimits;
  /** Parts of the language that the policy may use in addition. */
  readonly extras?: readonly ('bigint' | 'regexp')[] | undefined;
  /** Whether to return what the simulation writes to its console; it goes nowhere otherwise. */
  readonly log?: boolean | undefined;
  /** Positions of the cases in the order in which they are run; as they are when left out. */
  readonly order?: readonly number[] | undefined;
  /**
   * Whether the simulation reads `policy.steps()`, so that steps are counted for every program. Otherwise they are
   * counted for one that takes long, which decides whether it goes on; the simulation then reads 0.
   */
  readonly readsSteps?: boolean | undefined;
  /**
   * `record` also returns every decision and looks for state that leaks between cases; `replay` runs no
   * candidate, only recorded decisions.
   */
  readonly decisions?:
    | { readonly mode: 'record' }
    | { readonly mode: 'replay'; readonly tape: string };
}

/**
 * The limits of a job. Work decides: steps and events are the same on every machine. Processor time and then wall
 * time stand behind it, for work that is not counted; a verdict by one of them is marked (`byClock`).
 */
export interface IsolateLimits {
  /**
   * Turns of loops and calls of functions of the policy itself, a case. When cases that failed have used up
   * `DEFAULT_WORK` together, the other cases are not run, and the candidate is rejected.
   */
  readonly maxSteps: number;
  /** Policy calls and simulated events a case. */
  readonly maxEvents: number;
  /** Processor seconds a case, as is loading the policy; 30 times as many where decisions are recorded. */
  readonly cpuSeconds: number;
  /** Heap of the isolate. */
  readonly memoryMb: number;
  /** Wall clock of the whole job. By default 10 s and 10 times the processor time of all cases. */
  readonly timeoutMs?: number | undefined;
}

/** Limits that stand in for an evaluator's own. */
export type LimitOverrides = {
  readonly [K in keyof IsolateLimits]?: IsolateLimits[K] | undefined;
};

/** The end of a job: the outcomes of its cases, or why there are none. */
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
      /** Of the worker process, the set-up and the engine's own threads included. */
      readonly cpuSeconds: number;
      readonly decisions: number;
      /** The case that took the most steps of the policy, where the job `readsSteps`. */
      readonly most?: { readonly position: number; readonly steps: number } | undefined;
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
      /** A clock ended it: another attempt may end differently. */
      readonly byClock?: true | undefined;
    }
  /** The trusted simulation threw: the problem is broken. */
  | { readonly status: 'simulation-failed'; readonly message: string }
);
