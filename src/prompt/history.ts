import type { Attempt, Background, ProgramSummary } from '../core/proposer.ts';
import { inlineQuote, oneLine } from './quote.ts';
import { change, exact } from './standing.ts';

const NOTE_CHARACTERS = 200;
const REASON_CHARACTERS = 200;

/** The parent's ancestors, nearest first: what each changed, and whether that helped. */
export function lineageText(
  parentFitness: number | null,
  { ancestors, parentNote }: Pick<Background, 'ancestors' | 'parentNote'>,
  rows: number,
): string {
  const [nearest] = ancestors;
  if (nearest === undefined) return '';
  const lines = ancestors
    .slice(0, rows)
    .map((one, index) => summaryLine(one, ancestors[index + 1]?.fitness ?? null));
  const step = moved(parentFitness, nearest.fitness);
  const how = parentNote === '' ? '' : ` by ${inlineQuote(parentNote, NOTE_CHARACTERS)}`;
  const opening =
    step === '' ? '' : `The parent came from ${oneLine(nearest.id)}${how}: fitness ${step}.\n\n`;
  return `${opening}${lines.join('\n')}`;
}

/** The attempts from the parent, newest first, grouped by their outcome. */
export function attempts(
  parentFitness: number | null,
  tried: readonly Attempt[],
  rows: number,
): string {
  const shown = tried.slice(0, rows);
  const isBetter = ({ fitness }: Attempt): boolean =>
    fitness !== null && (parentFitness === null || fitness > parentFitness);
  const groups: readonly (readonly [title: string, members: readonly Attempt[]])[] = [
    ['Better than it (these programs exist already)', shown.filter(isBetter)],
    ['Not better (do not repeat)', shown.filter((one) => one.fitness !== null && !isBetter(one))],
    ['Failed, without a score', shown.filter(({ fitness }) => fitness === null)],
  ];
  return groups
    .filter(([, members]) => members.length > 0)
    .map(([title, members]) => {
      const lines = counted(members.map((one) => attemptLine(one, parentFitness)));
      return `${title}:\n\n${lines.join('\n')}`;
    })
    .join('\n\n');
}

/** Each line once, with how often it was there. */
function counted(lines: readonly string[]): readonly string[] {
  return [...Map.groupBy(lines, (line) => line)].map(([line, { length }]) =>
    length === 1 ? line : `${line} (${length} times)`,
  );
}

/** The latest programs of the run, newest first, each against its first parent where that is known. */
export function recentPrograms(programs: readonly ProgramSummary[], rows: number): string {
  const fitness = new Map(programs.map((one) => [one.id, one.fitness]));
  return programs
    .slice(0, rows)
    .map((one) => summaryLine(one, fitness.get(one.parents[0] ?? '') ?? null))
    .join('\n');
}

function summaryLine(one: ProgramSummary, before: number | null): string {
  const from = one.parents.length === 0 ? '' : ` from ${one.parents.map(oneLine).join(' and ')}`;
  return `- ${oneLine(one.id)}${from}, by ${oneLine(one.proposer)}: ${inlineQuote(one.note, NOTE_CHARACTERS)}; ${outcome(one, before)}`;
}

function attemptLine(one: Attempt, before: number | null): string {
  const id = one.id === null ? '' : `${oneLine(one.id)}, `;
  return `- ${id}by ${oneLine(one.proposer)}: ${inlineQuote(one.note, NOTE_CHARACTERS)}; ${outcome(one, before)}`;
}

function outcome(
  { fitness, reason }: Pick<Attempt, 'fitness' | 'reason'>,
  before: number | null,
): string {
  if (fitness === null) {
    return reason === undefined
      ? 'no score'
      : `no score: ${inlineQuote(reason, REASON_CHARACTERS)}`;
  }
  const step = before === null ? '' : ` (${change(fitness - before)})`;
  return `fitness ${exact(fitness)}${step}`;
}

function moved(after: number | null, before: number | null): string {
  return after === null || before === null ? '' : change(after - before);
}
