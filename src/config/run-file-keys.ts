import type * as z from 'zod';
import type { ArchiveEntry } from '../core/kinds.ts';
import type { DeepReadonly } from './deep-readonly.ts';
import type { RunKeys } from './run-schema.ts';

type Written = DeepReadonly<z.input<RunKeys>>;

/** The keys of a run file as a program writes them; `docs/run-file.md` explains each. */
export interface RunFileKeys extends Omit<Written, 'problem' | 'search' | 'proposers' | 'models'> {
  /** Name of a problem that comes with adrs, or the path of a problem's folder or of its `problem.ts`. */
  readonly problem?: string | undefined;
  readonly search?: WrittenSearch | undefined;
  /** Those without options by their names. */
  readonly proposers?: readonly (string | WrittenProposer)[] | undefined;
  /** By the names that the run gives them. */
  readonly models?: Readonly<Record<string, WrittenModel>> | undefined;
}

/** `search` of a run file: a kind and its options. */
export interface WrittenSearch {
  /** `islands` when left out. */
  readonly type?: string | undefined;
  readonly archive?: ArchiveEntry | undefined;
  readonly [option: string]: unknown;
}

/** An entry of `proposers`. */
export interface WrittenProposer {
  readonly name: string;
  /** Initial frequency, relative to a proposer of weight 1. */
  readonly weight?: number | undefined;
  /** Models that it is made for; all of them when left out. */
  readonly models?: readonly string[] | undefined;
  readonly options?: Readonly<Record<string, unknown>> | undefined;
}

/** An entry of `models`: a provider and its options. */
export interface WrittenModel {
  readonly provider: string;
  readonly [option: string]: unknown;
}
