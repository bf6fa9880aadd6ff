import type { Problem } from '../core/problem.ts';
import type { Background } from '../core/proposer.ts';
import type { CaseResult, Scored } from '../core/program.ts';
import { cut, dataBlock, oneLine } from './quote.ts';
import { bestReference, exact, shortfall } from './standing.ts';

const NOTE_CHARACTERS = 160;

/** The inputs of a case table. */
interface TableInput {
  readonly evaluation: Scored;
  readonly problem: Problem;
  readonly references: Background['references'];
}

/**
 * A program's cases with the worst `rows` of them, the failed ones first, then by the gap to the bound,
 * relative where there is one.
 */
export function caseTable(input: TableInput, rows: number): string {
  const { evaluation, problem, references } = input;
  const { cases } = evaluation;
  if (cases.length === 0) return '';
  const reference = bestReference(references);
  const theirs = new Map(reference?.evaluation.cases.map(({ id, value }) => [id, value]));
  const worst = cases.toSorted((a, b) => badness(b, problem) - badness(a, problem)).slice(0, rows);
  const wanted = [
    true,
    worst.some(({ id, group }) => group !== undefined && !id.includes(group)),
    true,
    worst.some(({ bound }) => bound !== undefined),
    worst.some(({ id }) => theirs.has(id)),
    worst.some(({ note }) => note !== undefined),
  ];
  const row = (cells: readonly string[]): string =>
    cells.filter((_, column) => wanted[column] === true).join(' | ');
  const { metric } = problem.objective;
  const head = ['case', 'group', metric, 'bound', oneLine(reference?.name ?? ''), 'note'];
  const lines = worst.map((one) => row(cellsOf(one, theirs.get(one.id))));
  const table = dataBlock([row(head), ...lines].join('\n'), { kind: 'cases' });
  return `${summary(input, theirs, worst.length)}\n\n${table}`;
}

function cellsOf(one: CaseResult, reference: number | undefined): readonly string[] {
  return [
    oneLine(one.id),
    oneLine(one.group ?? ''),
    one.valid ? short(one.value) : `FAILED (counts as ${short(one.value)})`,
    short(one.bound),
    short(reference),
    cut(oneLine(one.note ?? ''), NOTE_CHARACTERS),
  ];
}

function summary(
  { evaluation: { cases }, problem }: TableInput,
  theirs: ReadonlyMap<string, number>,
  shown: number,
): string {
  const failed = cases.filter(({ valid }) => !valid).length;
  const behind = cases.filter(({ id, value }) => {
    const reference = theirs.get(id);
    return reference !== undefined && shortfall(value, reference, problem) > 0;
  }).length;
  const sentences = [
    `${cases.length} cases, ${failed} failed.`,
    ...(theirs.size > 0 ? [`On ${behind} of them the best reference policy does better.`] : []),
    `The ${shown} worst${cases.some(({ bound }) => bound !== undefined) ? ', by the gap to their bound' : ''}:`,
  ];
  return sentences.join(' ');
}

function badness({ value, bound, valid }: CaseResult, problem: Problem): number {
  if (!valid) return Infinity;
  const loss = shortfall(value, bound ?? 0, problem);
  return bound === undefined || bound === 0 ? loss : loss / Math.abs(bound);
}

function short(value: number | undefined): string {
  return value === undefined ? '' : exact(Number(value.toPrecision(8)));
}
