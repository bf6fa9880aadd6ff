import type { CaseResult } from '../core/program.ts';
import { pairedDifference } from '../stats/paired-difference.ts';
import type { PolicyView, RunView } from './run-view.ts';
import type { SplitScore } from './split-score.ts';

/** Results by case of a policy on a split, where they are known. */
export type CaseLookup = (name: string, split: string) => readonly CaseResult[] | undefined;

type Score = Extract<SplitScore, { status: 'scored' }>;

/** Comparison of the best program with the best reference policy, on the most independent split. */
export interface Verdict {
  readonly outcome: 'better' | 'even' | 'worse' | 'alone';
  readonly split: string;
  readonly best: Score;
  /** The strongest reference policy on the same split; null when none is scored there. */
  readonly rival: { readonly name: string; readonly score: Score } | null;
  /** Advantage of the best program, in percent of the rival's value; negative when worse. */
  readonly advantagePercent: number | null;
  /** Standard error of `advantagePercent`; of the paired differences where the cases are known. */
  readonly errorPercent: number | null;
}

const SPLITS = ['test', 'validation', 'train'];
/** Standard errors that tell a difference from chance (95 % of a normal distribution). */
const CERTAIN = 1.96;

/** Null when nothing was found. `cases` makes the comparison a paired one. */
export function verdictOf(view: RunView, cases: CaseLookup = () => undefined): Verdict | null {
  const best = view.best;
  if (best === null) return null;
  const split = SPLITS.find((name) => best.splits[name]?.status === 'scored');
  const score = split === undefined ? undefined : scoredOn(best, split);
  if (split === undefined || score === undefined) return null;
  const rival = strongest(view.references, split);
  if (rival === null) {
    const alone = { advantagePercent: null, errorPercent: null };
    return { outcome: 'alone', split, best: score, rival, ...alone };
  }
  const advantage = score.fitness - rival.score.fitness;
  const error =
    pairedError(cases(best.name, split), cases(rival.name, split)) ??
    Math.hypot(score.standardError, rival.score.standardError);
  const scale = 100 / Math.max(Math.abs(rival.score.value), Number.MIN_VALUE);
  const isCertain = Math.abs(advantage) > CERTAIN * error;
  const outcome = isCertain ? (advantage > 0 ? 'better' : 'worse') : 'even';
  const percents = { advantagePercent: advantage * scale, errorPercent: error * scale };
  return { outcome, split, best: score, rival, ...percents };
}

function scoredOn(policy: PolicyView, split: string): Score | undefined {
  const score = policy.splits[split];
  return score?.status === 'scored' ? score : undefined;
}

function strongest(references: readonly PolicyView[], split: string): Verdict['rival'] {
  let best: Verdict['rival'] = null;
  for (const reference of references) {
    const score = scoredOn(reference, split);
    if (score !== undefined && score.fitness > (best?.score.fitness ?? -Infinity)) {
      best = { name: reference.name, score };
    }
  }
  return best;
}

/** Standard error of the mean difference over cases; undefined unless both have the same cases. */
function pairedError(
  ours: readonly CaseResult[] | undefined,
  theirs: readonly CaseResult[] | undefined,
): number | undefined {
  if (ours === undefined || theirs?.length !== ours.length || ours.length < 2) return undefined;
  if (ours.some(({ id }, index) => theirs[index]?.id !== id)) return undefined;
  const values = (cases: readonly CaseResult[]) => cases.map(({ value }) => value);
  return pairedDifference(values(ours), values(theirs)).standardError;
}
