import type { CaseResult, Evaluation } from '../core/program.ts';
import type { Source } from '../core/program.ts';
import type { Elite } from '../core/search.ts';
import type { Origin } from './origins.ts';
import type { CaseLookup } from './verdict.ts';
import type { RunFold } from './run-fold.ts';
import type { RunView } from './run-view.ts';
import { evaluationIn, sourceIn } from './stored-texts.ts';

/** The details of a report in addition to the view; what is left out is not shown. */
export interface ReportDetails {
  /** Text of the best program. */
  readonly bestSource?: Source | undefined;
  /** The first ancestor of the best program, the start of the comparison. */
  readonly ancestor?: { readonly id: string; readonly source: Source } | undefined;
  /** Results by case; a fold's own `cases` is one. */
  readonly cases?: CaseLookup | undefined;
  /** The conversations behind the programs of the lineage, by id. */
  readonly origins?: ReadonlyMap<string, Origin> | undefined;
  /** Name of the run on the command line. */
  readonly run?: string | undefined;
  readonly logHash?: string | undefined;
  /** The head of the log's chain; null where it has none. */
  readonly head?: string | null | undefined;
  /** Null where the log does not tell the archive. */
  readonly archiveHash?: string | null | undefined;
  /** The archive, best first. */
  readonly elites?: readonly Elite[] | null | undefined;
}

/** Access to the texts and cases that the log only refers to. */
export interface ReportOrigin {
  readonly view: RunView;
  readonly fold: RunFold;
  readonly logHash: string;
  readonly head: string | null;
  readonly archiveHash: string | null;
  readonly elites: readonly Elite[] | null;
  /** The text stored under a hash. */
  readonly blob: (hash: string) => string | undefined;
}

/** Texts and cases of the best program and its first ancestor, as far as the store has them. */
export function reportDetails(origin: ReportOrigin): ReportDetails {
  const { view, fold, logHash, head, archiveHash, elites, blob } = origin;
  const { best } = view;
  const ancestor = view.lineage.at(-1);
  const source = ancestor === undefined ? undefined : sourceIn(blob(ancestor.sourceHash));
  return {
    bestSource: best === null ? undefined : sourceIn(blob(best.sourceHash)),
    ancestor:
      ancestor === undefined || source === undefined ? undefined : { id: ancestor.id, source },
    cases: (name, split) =>
      fold.cases(name, split) ??
      (best !== null && name === best.name && split === 'train'
        ? scoredCases(evaluationIn(blob(best.evaluationHash)))
        : undefined),
    logHash,
    head,
    archiveHash,
    elites,
  };
}

function scoredCases(evaluation: Evaluation | undefined): readonly CaseResult[] | undefined {
  return evaluation?.status === 'scored' ? evaluation.cases : undefined;
}
