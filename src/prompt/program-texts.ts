import { beginningOf } from '../core/hidden-characters.ts';
import type { Problem } from '../core/problem.ts';
import type { Brief } from '../core/proposer.ts';
import type { Program, Scored, Source } from '../core/program.ts';
import { advantage } from '../stats/direction.ts';
import { dataBlock, oneLine } from './quote.ts';
import { sourceText } from './source-text.ts';
import { change, exact, fitnessOf, rounded, signed } from './standing.ts';

const MAX_DIFFERENCES = 4;
const ERROR_CHARACTERS = 4000;

/**
 * Programs shown with the parent, best first, each with how it differs from the parent: with the sources of
 * all, then of all but the last and so on, in the end with none.
 */
export function inspirationVariants(
  brief: Pick<Brief, 'problem' | 'parent' | 'inspirations'>,
  shown: (source: Source) => Source,
): readonly string[] {
  const texts = brief.inspirations.map((program) => {
    const summary = `- ${oneLine(program.id)}: ${difference(program, brief.parent, brief.problem)}`;
    return { summary, full: `${summary}\n\n${sourceText(shown(program.source), program.id)}` };
  });
  return Array.from({ length: texts.length + 1 }, (_, left) =>
    texts
      .map(({ summary, full }, index) => (index < texts.length - left ? full : summary))
      .join('\n\n'),
  );
}

/** The difference between two programs in numbers: fitness, cases won, the metrics furthest apart. */
export function difference(program: Program, from: Program | null, problem: Problem): string {
  const fitness = fitnessOf(program);
  if (program.evaluation.status !== 'scored' || fitness === null) return 'no score';
  const value = `fitness ${exact(fitness)}`;
  if (from?.evaluation.status !== 'scored' || from.id === program.id) return value;
  const parts = [
    `${value} (${change(fitness - from.evaluation.fitness)} than ${oneLine(from.id)})`,
    casesWon(program.evaluation, from.evaluation, problem),
    metricsApart(program.evaluation, from.evaluation, problem),
  ];
  return parts.filter((part) => part !== '').join('; ');
}

/** A program that was rejected, with its error. */
export function rejectedText({ id, source, evaluation }: Program): string {
  const error =
    evaluation.status === 'rejected'
      ? `It has no score: ${evaluation.reason}. What was reported:\n\n${dataBlock(beginningOf(evaluation.feedback, ERROR_CHARACTERS), { kind: 'error', program: id })}`
      : `Its evaluation is ${evaluation.status}.`;
  return `${sourceText(source, id)}\n\n${error}`;
}

function casesWon(one: Scored, other: Scored, { objective }: Problem): string {
  const values = new Map(other.cases.map(({ id, value }) => [id, value]));
  let shared = 0;
  let won = 0;
  for (const { id, value } of one.cases) {
    const theirs = values.get(id);
    if (theirs === undefined) continue;
    shared += 1;
    if (advantage(value, theirs, objective.direction) > 0) won += 1;
  }
  return shared === 0 ? '' : `better on ${won} of ${shared} cases`;
}

/** Metrics of the whole, not of groups, that differ most in proportion. */
function metricsApart(one: Scored, other: Scored, { objective }: Problem): string {
  const apart = Object.entries(one.metrics).flatMap(([name, value]) => {
    const theirs = other.metrics[name];
    if (theirs === undefined || theirs === value || name.startsWith(objective.metric)) return [];
    const share = Math.abs(value - theirs) / Math.max(Math.abs(value), Math.abs(theirs));
    return [{ share, text: `${oneLine(name)} ${rounded(value)} (${signed(value - theirs)})` }];
  });
  return apart
    .toSorted((a, b) => b.share - a.share)
    .slice(0, MAX_DIFFERENCES)
    .map(({ text }) => text)
    .join(', ');
}
