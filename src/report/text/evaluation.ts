import type { Evaluation, Scored } from '../../core/program.ts';
import { formatNumber, formatPercent } from './format.ts';
import { meanBound } from '../../stats/mean-bound.ts';
import { gapPercent, valueOfSplit, type ObjectiveFacts } from '../../view/split-score.ts';

/** An evaluation for a person at a terminal: the result, its distance from the bound, the worst cases. */
export function formatEvaluation(evaluation: Evaluation, objective: ObjectiveFacts): string {
  switch (evaluation.status) {
    case 'scored':
      return formatScored(evaluation, objective);
    case 'rejected':
      return `rejected (${evaluation.reason})\n${evaluation.feedback}`;
    case 'quarantined':
      return `quarantined: ${evaluation.reason}\n${rows(evaluation.evidence).join('\n')}`;
  }
}

function formatScored(evaluation: Scored, objective: ObjectiveFacts): string {
  const { cases, metrics, cost, feedback } = evaluation;
  const bound = meanBound(cases) ?? null;
  const value = valueOfSplit(evaluation, objective);
  const gap = gapPercent(value, { bound, objective });
  const failed = cases.filter(({ valid }) => !valid).length;
  const facts = {
    ...metrics,
    ...(bound === null ? {} : { 'bound (mean)': bound }),
    'standard error': evaluation.standardError,
    cases: cases.length,
    ...(failed === 0 ? {} : { 'failed cases': failed }),
    'policy calls': cost.decisions,
    // Times are left out of what a run stores.
    ...(cost.cpuSeconds === 0 ? {} : { 'processor seconds': cost.cpuSeconds }),
  };
  const distance = gap === null ? '' : `, ${formatPercent(gap)} from the bound`;
  return [`${objective.metric} ${formatNumber(value)}${distance}`, ...rows(facts), '', feedback]
    .join('\n')
    .trimEnd();
}

function rows(facts: Readonly<Record<string, string | number>>): string[] {
  const width = Math.max(...Object.keys(facts).map((name) => name.length));
  return Object.entries(facts).map(([name, fact]) => {
    return `  ${name.padEnd(width)}  ${typeof fact === 'number' ? formatNumber(fact) : fact}`;
  });
}
