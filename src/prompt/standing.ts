import type { Problem } from '../core/problem.ts';
import type { Background } from '../core/proposer.ts';
import type { Evaluation, Program, Scored } from '../core/program.ts';
import { advantage, toFitness } from '../stats/direction.ts';
import { meanBound } from '../stats/mean-bound.ts';
import { inlineQuote, oneLine } from './quote.ts';

/** A number with every digit that it has. */
export function exact(value: number): string {
  return String(value + 0);
}

/** A number in six significant digits, for differences. */
export function rounded(value: number): string {
  return exact(Number(value.toPrecision(6)));
}

/** A difference with its sign. */
export function signed(value: number): string {
  return value > 0 ? `+${rounded(value)}` : rounded(value);
}

/** The change of a fitness in words. */
export function change(delta: number): string {
  const verdict = delta > 0 ? 'better' : delta < 0 ? 'worse' : 'no change';
  return `${signed(delta)}, ${verdict}`;
}

/** The fitness of a program, or null. */
export function fitnessOf(program: Program | null): number | null {
  return program?.evaluation.status === 'scored' ? program.evaluation.fitness : null;
}

/** The quality of a program: its value, what is possible, the best reference, its other metrics. */
export function standing(
  evaluation: Evaluation,
  problem: Problem,
  references: Background['references'],
): string {
  if (evaluation.status === 'rejected') return `no score: ${evaluation.reason}`;
  if (evaluation.status === 'quarantined') {
    return `no score: quarantined, ${oneLine(evaluation.reason)}`;
  }
  const { metric, unit } = problem.objective;
  const value = valueOf(evaluation, problem);
  const lines = [
    `${metric}: ${exact(value)} ${unit} (fitness ${exact(evaluation.fitness)}, standard error ${rounded(evaluation.standardError)})`,
    boundLine(evaluation, value, problem),
    referenceLine(evaluation, problem, references),
    otherMetrics(evaluation, metric),
  ];
  return lines.flatMap((line) => (line === undefined ? [] : [`- ${line}`])).join('\n');
}

/** A program's value in the objective's unit. */
export function valueOf(evaluation: Scored, { objective }: Problem): number {
  const { metrics, fitness } = evaluation;
  return metrics[objective.metric] ?? toFitness(fitness, objective.direction);
}

/** Distance of a value from its bound: 0 or more, in the objective's unit. */
export function shortfall(value: number, limit: number, { objective }: Problem): number {
  return advantage(limit, value, objective.direction);
}

/** The baseline or seed with the best fitness, scored; baselines before seeds. */
export function bestReference(
  references: Background['references'],
): { readonly name: string; readonly evaluation: Scored } | undefined {
  let best: { name: string; evaluation: Scored } | undefined;
  const baselines = references.filter(({ name }) => name.startsWith('baseline:'));
  for (const { name, evaluation } of baselines.length > 0 ? baselines : references) {
    if (evaluation.status !== 'scored') continue;
    if (best === undefined || evaluation.fitness > best.evaluation.fitness) {
      best = { name, evaluation };
    }
  }
  return best;
}

function boundLine({ cases }: Scored, value: number, problem: Problem): string | undefined {
  const bound = meanBound(cases);
  if (bound === undefined) return undefined;
  const gap = shortfall(value, bound, problem);
  const share = percentOf(gap, bound);
  return `proven bound on these cases: ${exact(bound)} ${problem.objective.unit}; the gap to it is ${amount(gap, share, problem)}`;
}

function referenceLine(
  evaluation: Scored,
  problem: Problem,
  references: Background['references'],
): string | undefined {
  const reference = bestReference(references);
  if (reference === undefined) return undefined;
  const theirs = valueOf(reference.evaluation, problem);
  const lead = evaluation.fitness - reference.evaluation.fitness;
  const text = `best reference policy, ${oneLine(reference.name)}: ${exact(theirs)} ${problem.objective.unit}`;
  if (lead === 0) return `${text}; this program equals it`;
  const by = amount(Math.abs(lead), percentOf(Math.abs(lead), theirs), problem);
  return `${text}; this program is ${lead > 0 ? 'better' : 'worse'} by ${by}`;
}

function amount(units: number, share: string, { objective }: Problem): string {
  return `${rounded(units)} ${objective.unit}${share}`;
}

function percentOf(part: number, whole: number): string {
  return whole === 0
    ? ''
    : ` (${exact(Number(((100 * part) / Math.abs(whole)).toPrecision(4)))} %)`;
}

const MAX_METRICS = 24;

function otherMetrics({ metrics }: Scored, metric: string): string | undefined {
  const others = Object.entries(metrics).filter(([name]) => name !== metric);
  if (others.length === 0) return undefined;
  const shown = others
    .slice(0, MAX_METRICS)
    .map(
      ([name, value]) =>
        `${/^[\w/.-]+$/.test(name) ? name : inlineQuote(name, 60)} ${exact(value)}`,
    );
  return `other metrics, means over the cases: ${shown.join(', ')}`;
}
