import type { Case, Objective } from './case.ts';
import type { Evaluator } from './evaluator.ts';
import type { Scored, Source } from './program.ts';
import type { LimitOverrides } from './sandbox.ts';

/** Cases by split. They are made when first needed, once. */
export type CaseSet<C extends Case> = () => readonly C[] | Promise<readonly C[]>;

/**
 * `train` guides the search, `validation` decides what is kept, `test` is opened once, at the end.
 * A problem may name more, such as `public` for a published benchmark's cases.
 */
export type Splits<C extends Case> = Readonly<Record<'train' | 'validation' | 'test', CaseSet<C>>> &
  Readonly<Record<string, CaseSet<C>>>;

/** An axis of the MAP-Elites grid. */
export interface Feature {
  readonly name: string;
  readonly scale: FeatureScale;
  /** Any finite number. Pure. */
  measure(this: void, program: { readonly source: Source; readonly evaluation: Scored }): number;
}

/** Scale that cuts an axis into bins. Values outside `range` fall into the first or the last bin. */
export type FeatureScale =
  | {
      readonly type: 'linear' | 'log';
      readonly bins: number;
      readonly range: readonly [min: number, max: number];
    }
  /** Equally filled bins over the values seen so far; the boundaries move with them. */
  | { readonly type: 'quantile'; readonly bins: number };

/** The interface of a policy, for policy authors. */
export interface PolicyInterface {
  /** Name of the entry file, usually `policy.ts`. */
  readonly entry: string;
  /** The `policy.d.ts` with units, shapes and ranges, as models read it. */
  readonly declaration: URL;
}

/** A policy that comes with the problem. */
export interface NamedSource {
  readonly name: string;
  readonly file: URL;
  /** Where it was published, with its published result. */
  readonly citation?: string | undefined;
}

/** A research problem as a plain value; made by `defineProblem`. */
export interface Problem<C extends Case = Case> {
  /** Kebab-case; equals the folder's name. */
  readonly name: string;
  readonly title: string;
  /** Markdown, shown to people and models. */
  readonly statement: string;
  readonly citation?: string | undefined;
  readonly policy: PolicyInterface;
  /** Weak but clean starting points; each must score. At least one. */
  readonly seeds: readonly NamedSource[];
  /** The published state of the art, in the same language, run in the same sandbox. */
  readonly baselines: readonly NamedSource[];
  readonly cases: Splits<C>;
  /** Splits read from the original data files in a folder; they replace those of `cases`. */
  readonly load?: (folder: string) => Promise<Readonly<Record<string, CaseSet<C>>>>;
  readonly objective: Objective<C>;
  readonly features: readonly Feature[];
  readonly evaluator: Evaluator<C>;
  /**
   * Limits that these cases, a whole split, need instead of the evaluator's, such as a budget of work for larger ones;
   * those of a run come before both. Pure.
   */
  limits?(this: void, cases: readonly C[]): LimitOverrides;
}
