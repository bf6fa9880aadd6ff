import type { CaseCause } from './case.ts';

/** The text of a candidate: usually one file. Paths are relative, with `/`, and end in `.ts` or `.js`. */
export interface Source {
  /** The file whose exports are the policy; a key of `files`. */
  readonly entry: string;
  readonly files: Readonly<Record<string, string>>;
}

/** The reason why a candidate has no score. `evaluator-fault`: its evaluator failed or gave a number that is not finite. */
export type RejectionReason = 'syntax' | CaseCause | 'evaluator-fault';

/** Cost of an evaluation. Never part of a hash: it differs between two equal runs. */
export interface Cost {
  /** Seconds on the clock, queueing left out. */
  readonly wallSeconds: number;
  /** Processor seconds of the worker or process that measured. */
  readonly cpuSeconds: number;
  /** Policy calls made by the simulation; 0 where they are not counted. */
  readonly decisions: number;
}

/** The result on one case. */
export interface CaseResult {
  readonly id: string;
  /** In the objective's unit and direction. The case's worst value where `valid` is false. */
  readonly value: number;
  /** Proven limit of `value`: no policy can be better. */
  readonly bound?: number | undefined;
  /** Cases of one group are also averaged on their own. */
  readonly group?: string | undefined;
  readonly valid: boolean;
  /** Measurements in their order, where `value` is the mean of more than one. */
  readonly repeats?: readonly number[] | undefined;
  /** Finite values over the time of the case, by name. */
  readonly series?: Readonly<Record<string, readonly number[]>> | undefined;
  /** A description for a person or a model. */
  readonly note?: string | undefined;
}

/** A candidate that was measured. */
export interface Scored {
  readonly status: 'scored';
  /** Finite; higher is better, for every problem. */
  readonly fitness: number;
  /** Of `fitness`, from the spread over cases. At least 0. */
  readonly standardError: number;
  /** Natural units, by name; holds the objective's own metric. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly cases: readonly CaseResult[];
  /** Text for the next proposer: the worst cases and why. At most a few kilobytes. */
  readonly feedback: string;
  readonly cost: Cost;
}

/** A candidate that could not be measured. It ranks below every scored one. */
export interface Rejected {
  readonly status: 'rejected';
  readonly reason: RejectionReason;
  readonly feedback: string;
  readonly cost: Cost;
  /** A clock made this verdict, not counted work: on another machine, or at another time, it may differ. */
  readonly byClock?: true | undefined;
}

/** A candidate whose score cannot be believed: better than a proven bound, or not reproducible. */
export interface Quarantined {
  readonly status: 'quarantined';
  readonly reason: string;
  /** The observations, for a person to judge. */
  readonly evidence: Readonly<Record<string, string | number>>;
  readonly cost: Cost;
}

/** The result of measuring a candidate. A bad candidate is a value, never an exception. */
export type Evaluation = Scored | Rejected | Quarantined;

/** Whether a clock made the verdict, so that measuring once more may end differently. */
export function isByClock(evaluation: Evaluation): boolean {
  return evaluation.status === 'rejected' && evaluation.byClock === true;
}

/** One candidate and everything known about it. Plain data: it survives JSON unchanged. */
export interface Program {
  /** `p` and the ordinal. */
  readonly id: string;
  readonly source: Source;
  /** Ids; empty for a seed. The first is the one whose text was changed. */
  readonly parents: readonly string[];
  readonly island: number;
  /** Position in the order in which candidates were asked for, from 0; seeds come first. */
  readonly ordinal: number;
  /** Name of the proposer, `seed` for a seed. */
  readonly proposer: string;
  readonly evaluation: Evaluation;
}

/** The part of a program that a search keeps: no text, so that its memory stays small. */
export interface Individual {
  readonly id: string;
  readonly ordinal: number;
  readonly island: number;
  readonly parents: readonly string[];
  /** Null when the program has no score. */
  readonly fitness: number | null;
  /** One value a feature, in the problem's order; empty when the program has no score. */
  readonly features: readonly number[];
  /** Fitness on each case, higher is better, in the order of the cases; empty without a score. */
  readonly caseFitness: readonly number[];
}
