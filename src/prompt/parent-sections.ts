import type { Problem } from '../core/problem.ts';
import type { Background, Brief } from '../core/proposer.ts';
import type { Program } from '../core/program.ts';
import { caseTable } from './case-table.ts';
import { attempts, lineageText } from './history.ts';
import { cleaned, cut, dataBlock, oneLine } from './quote.ts';
import { essential, optional, type Section } from './section.ts';
import { sourceText } from './source-text.ts';
import { fitnessOf, standing } from './standing.ts';

const ROWS = [8, 4, 2] as const;
const CASE_ROWS = [10, 5, 2] as const;
const FEEDBACK_CHARACTERS = [4000, 1200, 400] as const;

/**
 * The program to change, how it does on its cases, where it comes from and what was tried on it. Without
 * a parent only the first is missing; the others are empty.
 */
export function parentSections({ problem, parent }: Brief, known: Background): Section[] {
  const id = oneLine(parent?.id ?? '');
  const fitness = fitnessOf(parent);
  const rows = (textOf: (count: number) => string): readonly string[] =>
    parent === null ? [''] : ROWS.map(textOf);
  return [
    ...(parent === null ? [] : [changedProgram(parent, problem, known)]),
    optional('cases', `Cases of ${id}`, caseTexts(parent, problem, known)),
    optional('feedback', `What the evaluator says about ${id}`, feedbackTexts(parent)),
    optional(
      'lineage',
      `Where ${id} comes from`,
      rows((count) => lineageText(fitness, known, count)),
    ),
    optional(
      'attempts',
      `What was tried on ${id}`,
      rows((count) => attempts(fitness, known.attempts, count)),
    ),
  ];
}

function changedProgram(
  { id, source, evaluation }: Program,
  problem: Problem,
  { references }: Background,
): Section {
  const text = `${standing(evaluation, problem, references)}\n\n${sourceText(source, id)}`;
  return essential('parent', `The program to change: ${oneLine(id)}`, text);
}

function caseTexts(
  parent: Program | null,
  problem: Problem,
  { references }: Background,
): readonly string[] {
  if (parent?.evaluation.status !== 'scored') return [''];
  const { evaluation } = parent;
  return CASE_ROWS.map((rows) => caseTable({ evaluation, problem, references }, rows));
}

function feedbackTexts(parent: Program | null): readonly string[] {
  if (parent === null || parent.evaluation.status === 'quarantined') return [''];
  const { feedback } = parent.evaluation;
  if (feedback.trim() === '') return [''];
  return FEEDBACK_CHARACTERS.map((most) =>
    dataBlock(cut(cleaned(feedback), most), { kind: 'feedback', program: parent.id }),
  );
}
