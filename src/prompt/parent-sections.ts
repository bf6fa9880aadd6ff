import type { Background, Brief } from '../core/contracts.ts';
import { caseTable } from './case-table.ts';
import { attempts, lineage } from './history.ts';
import { cleaned, cut, dataBlock, oneLine } from './quote.ts';
import { essential, optional, type Section } from './section.ts';
import { sourceText } from './source-text.ts';
import { fitnessOf, standing } from './standing.ts';

const ROWS = [8, 4, 2] as const;
const CASE_ROWS = [10, 5, 2] as const;
const FEEDBACK_CHARACTERS = [4000, 1200, 400] as const;

/** The program to change, how it does on its cases, where it comes from and what was tried on it. */
export function parentSections({ problem, parent }: Brief, known: Background): Section[] {
  if (parent === null) return [];
  const { id, source, evaluation } = parent;
  const fitness = fitnessOf(parent);
  const table = (rows: number): string =>
    evaluation.status === 'scored'
      ? caseTable({ evaluation, problem, humans: known.humans }, rows)
      : '';
  const feedback = evaluation.status === 'quarantined' ? '' : evaluation.feedback;
  return [
    essential(
      'parent',
      `The program to change: ${oneLine(id)}`,
      `${standing(evaluation, problem, known.humans)}\n\n${sourceText(source, id)}`,
    ),
    optional('cases', `Cases of ${oneLine(id)}`, CASE_ROWS.map(table)),
    optional(
      'feedback',
      `What the evaluator says about ${oneLine(id)}`,
      feedbackTexts(feedback, id),
    ),
    optional(
      'lineage',
      'Where it comes from',
      ROWS.map((count) => lineage(fitness, known.ancestors, count)),
    ),
    optional(
      'attempts',
      'What was tried on it',
      ROWS.map((count) => attempts(fitness, known.attempts, count)),
    ),
  ];
}

function feedbackTexts(feedback: string, id: string): string[] {
  if (feedback.trim() === '') return [''];
  return FEEDBACK_CHARACTERS.map((most) =>
    dataBlock(cut(cleaned(feedback), most), { kind: 'feedback', program: id }),
  );
}
