import type { Problem } from '../core/problem.ts';
import type { Background, Brief } from '../core/proposer.ts';
import type { Program, Source } from '../core/program.ts';
import type { BriefContext } from './brief-context.ts';
import { caseTable } from './case-table.ts';
import { recentPrograms } from './history.ts';
import { oneLine } from './quote.ts';
import { difference, inspirationVariants, rejectedText } from './program-texts.ts';
import { essential, optional, type Section } from './section.ts';
import { sourceText, withoutComments } from './source-text.ts';
import { standing } from './standing.ts';

const RECENT_ROWS = [40, 20, 10] as const;
const CHAMPION_ROWS = 6;

/** Programs other than the one to change. */
export function programSections(brief: Brief, context: BriefContext, known: Background): Section[] {
  const { parent } = brief;
  const shown = (source: Source): Source =>
    context.stripComments === true ? withoutComments(source) : source;
  const describe = (program: Program, source = program.source): string =>
    `${standing(program.evaluation, brief.problem, known.references)}\n\n${sourceText(source, program.id)}`;
  const { best } = known;
  const others = [parent, context.partner, context.rejected, ...brief.inspirations];
  const isShown = best === null || others.some((one) => one?.id === best.id);
  const bestText = isShown ? '' : describe(best, shown(best.source));
  return [
    ...pairOf(brief, context, describe),
    ...championOf(brief.problem, known, describe),
    inspirationSection(brief, shown, context.partner),
    optional('best', `The best program so far: ${oneLine(best?.id ?? '')}`, [bestText]),
    optional(
      'recent',
      'The latest programs, newest first',
      RECENT_ROWS.map((rows) => recentPrograms(known.recent, rows)),
    ),
  ];
}

function pairOf(
  { problem, parent }: Brief,
  { partner, rejected }: BriefContext,
  describe: (program: Program) => string,
): Section[] {
  const sections: Section[] = [];
  if (partner !== undefined) {
    const text = `Compared with the first: ${difference(partner, parent, problem)}.\n\n${describe(partner)}`;
    sections.push(essential('partner', `The second parent: ${oneLine(partner.id)}`, text));
  }
  if (rejected !== undefined) {
    const title = `The program to repair: ${oneLine(rejected.id)}`;
    sections.push(essential('rejected', title, rejectedText(rejected)));
  }
  return sections;
}

/** The best program for advisors, who change none: never left out, whatever the parent is. */
function championOf(
  problem: Problem,
  { best, references }: Background,
  describe: (program: Program) => string,
): Section[] {
  if (best?.evaluation.status !== 'scored') return [];
  const title = `The best program so far: ${oneLine(best.id)}`;
  const text = describe(best);
  const table = caseTable({ evaluation: best.evaluation, problem, references }, CHAMPION_ROWS);
  return [essential('champion', title, table === '' ? text : `${text}\n\n${table}`, text)];
}

function inspirationSection(
  brief: Brief,
  shown: (source: Source) => Source,
  partner: Program | undefined,
): Section {
  const inspirations = brief.inspirations.filter(({ id }) => id !== partner?.id);
  const variants = inspirationVariants({ ...brief, inspirations }, shown);
  return optional('inspirations', 'Other programs, for ideas', variants);
}
