import type { CaseResult, Evaluation } from '../core/program.ts';
import type { ReportDetails } from './page.ts';
import type { RunFold } from './run-fold.ts';
import type { RunView } from './run-view.ts';
import { evaluationIn, sourceIn } from './stored-texts.ts';

/** Where a report finds what the log only refers to. */
export interface ReportOrigin {
  readonly view: RunView;
  readonly fold: RunFold;
  readonly problem?: { readonly title: string } | undefined;
  readonly logHash: string;
  readonly archiveHash: string | null;
  /** The text stored under a hash. */
  readonly blob: (hash: string) => string | undefined;
}

/** Texts and cases of the best program and its first ancestor, as far as the store has them. */
export function reportDetails(origin: ReportOrigin): ReportDetails {
  const { view, fold, problem, logHash, archiveHash, blob } = origin;
  const { best } = view;
  const ancestor = view.lineage.at(-1);
  const source = ancestor === undefined ? undefined : sourceIn(blob(ancestor.sourceHash));
  return {
    title: problem?.title,
    bestSource: best === null ? undefined : sourceIn(blob(best.sourceHash)),
    ancestor:
      ancestor === undefined || source === undefined ? undefined : { id: ancestor.id, source },
    cases: (name, split) =>
      fold.cases(name, split) ??
      (best !== null && name === best.name && split === 'train'
        ? scoredCases(evaluationIn(blob(best.evaluationHash)))
        : undefined),
    logHash,
    archiveHash: archiveHash ?? undefined,
  };
}

function scoredCases(evaluation: Evaluation | undefined): readonly CaseResult[] | undefined {
  return evaluation?.status === 'scored' ? evaluation.cases : undefined;
}
