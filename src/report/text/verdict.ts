import type { RunView } from '../../view/run-view.ts';
import type { Verdict } from '../../view/verdict.ts';
import { seenText } from './changes.ts';
import { formatPercent, formatShort } from './format.ts';

/** Why a run cannot be reproduced from its seed; undefined when it can. */
export function reproducibilityText({
  clockVerdicts,
  changes,
}: Pick<RunView, 'clockVerdicts' | 'changes'>): string | undefined {
  const verdicts = clockVerdicts === 1 ? 'one verdict was' : `${clockVerdicts} verdicts were`;
  const why = [
    ...(clockVerdicts === 0 ? [] : [`${verdicts} made by a clock, not by counted work`]),
    ...(changes.length === 0 ? [] : ['it was changed while it was resumed']),
  ];
  if (why.length === 0) return undefined;
  return `This run cannot be reproduced from its seed: ${why.join('; ')}.`;
}

/** The verdict in one sentence. */
export function verdictText(verdict: Verdict | null): string {
  if (verdict === null) return 'No program with a score was found.';
  const { best, rival, split } = verdict;
  const gap =
    best.gapPercent === null
      ? ''
      : ` The proven bound is ${formatPercent(Math.abs(best.gapPercent)).replace('+', '')} away.`;
  if (rival === null) return `No reference policy was measured on the ${split} cases.${gap}`;
  const amount = formatPercent(Math.abs(verdict.advantagePercent ?? 0)).replace('+', '');
  const error = formatShort(verdict.errorPercent ?? 0);
  const seen = best.seenAfter === undefined ? '' : `; ${seenText(best.seenAfter)}`;
  const margin = `(${amount}, standard error ${error} %, ${split} cases${seen})`;
  const against = `the best reference policy, ${rival.name}`;
  const sentence = {
    better: `Better than ${against} ${margin}.`,
    even: `Not clearly different from ${against} ${margin}.`,
    worse: `Worse than ${against} ${margin}.`,
    alone: '',
  }[verdict.outcome];
  return `${sentence}${gap}`;
}
