import type { ProgramAdded } from '../../core/events.ts';
import { conversationLines } from './conversation.ts';
import { formatEvaluation } from './evaluation.ts';
import type { Explanation } from '../../view/explanation.ts';
import { formatNumber, formatSeconds, formatShort, formatUsd, plural } from './format.ts';
import type { DiffLine } from '../../view/line-diff.ts';
import { quote } from './quote.ts';
import type { LineageStep } from '../../view/run-view.ts';
import type { SplitScore } from '../../view/split-score.ts';
import { visibleLine } from './visible-text.ts';

const MARKS = { same: ' ', added: '+', removed: '-', skipped: '\u22ef' } as const;
const MAX_CHILDREN = 10;
const DETAIL = { head: 40, tail: 10, width: 300 };

/** The origin of a program, for a person at a terminal; `full` leaves nothing out. */
export function renderExplanation(
  explanation: Explanation,
  { full = false }: { readonly full?: boolean } = {},
): string {
  return [
    ...headLines(explanation),
    ...promptFacts(explanation),
    ...conversationLines(explanation.conversation, { full }),
    ...detailLines(explanation, full),
    ...changeLines(explanation),
    ...evaluationLines(explanation),
    ...lineageLines(explanation),
    ...childLines(explanation),
  ].join('\n');
}

function headLines(explanation: Explanation): readonly string[] {
  const { outcome, ordinal } = explanation;
  const number = `#${ordinal}`;
  switch (outcome?.type) {
    case undefined:
      return [`${number}: its proposal has not come to an end; the run stopped or goes on`];
    case 'program-added':
      return programLines(outcome, explanation);
    case 'proposal-dropped':
      return [
        `${number}  ${visibleLine(outcome.proposer)}: dropped, ${outcome.reason}: ${visibleLine(outcome.detail)}`,
        ...(outcome.note === undefined ? [] : [`  ${visibleLine(outcome.note)}`]),
        ...askedLines(explanation),
      ];
    case 'advice-taken':
      return [
        `${number}  ${visibleLine(outcome.advisor)}: ${plural(outcome.notes.length, 'note')} for the briefs to come`,
        ...outcome.notes.flatMap(({ text, evidence }) => [
          `  - ${visibleLine(text)}${evidence.length === 0 ? '' : ` (${visibleLine(evidence.join(', '))})`}`,
        ]),
        ...askedLines(explanation),
      ];
  }
}

function programLines(program: ProgramAdded, explanation: Explanation): readonly string[] {
  const { id, proposer, island, note } = program;
  const { splits } = explanation;
  return [
    `${id}  ${visibleLine(proposer)}, island ${island}, placement: ${placementText(program)}`,
    ...(note === '' ? [] : [`  ${visibleLine(note)}`]),
    row('fitness', fitnessText(program, explanation)),
    ...Object.entries(splits).flatMap(([name, score]) =>
      score === null ? [] : [row(name, splitText(score))],
    ),
    row('parents', parentsText(program, explanation)),
    ...askedLines(explanation),
  ];
}

function placementText({ placement, cell, replaces }: ProgramAdded): string {
  const where = cell === null ? '' : ` in cell ${visibleLine(cell)}`;
  return `${placement}${where}${replaces.length === 0 ? '' : `, replaces ${visibleLine(replaces.join(', '))}`}`;
}

function fitnessText(program: ProgramAdded, { objective }: Explanation): string {
  const { fitness, standardError, status, reason, metrics } = program;
  if (fitness === null) return `none, ${status}: ${visibleLine(reason ?? 'unknown')}`;
  const value = objective === null ? undefined : metrics[objective.metric];
  const natural =
    value === undefined || objective === null
      ? ''
      : `; ${visibleLine(`${objective.metric} ${value} ${objective.unit}`)}`;
  return `${fitness}, standard error ${standardError}${natural}`;
}

function splitText(score: SplitScore): string {
  if (score.status !== 'scored') return `${score.status}: ${visibleLine(score.reason)}`;
  return `${score.fitness}, standard error ${score.standardError}`;
}

function parentsText({ parents, fitness }: ProgramAdded, { lineage }: Explanation): string {
  const [first, ...others] = parents;
  if (first === undefined) return 'none';
  const before = lineage[1]?.id === first ? lineage[1].fitness : null;
  const change =
    before === null || fitness === null
      ? ''
      : ` (fitness ${before}, so ${signed(fitness - before)})`;
  return `${first}${change}${others.length === 0 ? '' : `, with ${others.join(', ')}`}`;
}

function signed(difference: number): string {
  return `${difference > 0 ? '+' : ''}${formatShort(difference, 5)}`;
}

/** The time of the request, its duration and its cost. */
function askedLines(explanation: Explanation): readonly string[] {
  const { outcome } = explanation;
  if (outcome === null) return [];
  const { selection, askedAfter, proposeSeconds } = outcome;
  const chosen = selection.parent === null ? 'from nothing' : `to change ${selection.parent}`;
  const shown =
    selection.inspirations.length === 0 ? '' : `, shown ${selection.inspirations.join(', ')}`;
  const evaluated =
    outcome.type === 'program-added'
      ? `, evaluated in ${formatSeconds(outcome.evaluateSeconds)}`
      : '';
  return [
    row('asked', `after ${plural(askedAfter, 'program')}, ${chosen}${shown}`),
    row('took', `proposed in ${formatSeconds(proposeSeconds)}${evaluated}`),
    row('cost', costText(explanation)),
  ];
}

function costText({ outcome, conversation, lineage, lineageSpending }: Explanation): string {
  const spending = outcome?.spending;
  const inAll =
    lineage.length > 1 && lineageSpending.calls > 0
      ? `; its lineage with it ${formatUsd(lineageSpending.usd)} USD`
      : '';
  if (spending === undefined) {
    return `${conversation.failures.length === 0 ? 'no model was asked' : 'no reply came'}${inAll}`;
  }
  const { calls, tokens, usd } = spending;
  const replies = calls === 1 ? '1 reply' : `${formatNumber(calls)} replies`;
  return `${replies}, ${formatNumber(tokens)} tokens, ${formatUsd(usd)} USD${inAll}`;
}

function row(name: string, text: string): string {
  return `  ${name.padEnd(10)} ${text}`;
}

function promptFacts({ transcript }: Explanation): readonly string[] {
  if (transcript === null) return [];
  const { kind, model, cut, notes } = transcript;
  const used = notes.map((note) => `    - ${visibleLine(note, 300)}`);
  return [
    row('prompt', `${visibleLine(kind)}, for ${visibleLine(model)}`),
    row('cut', cut.length === 0 ? 'nothing' : visibleLine(cut.join(', '))),
    ...(notes.length === 0 ? [] : [row('notes', 'of advisors that it carried:'), ...used]),
  ];
}

function detailLines({ detail }: Explanation, full: boolean): readonly string[] {
  if (detail === null) return [];
  const text = JSON.stringify(detail, null, 2);
  return ['', 'Left by the proposer', ...quote(text, full ? undefined : DETAIL)];
}

function changeLines({ changes, outcome }: Explanation): readonly string[] {
  if (outcome?.type !== 'program-added') return [];
  const [parent] = outcome.parents;
  const title = parent === undefined ? 'Text' : `Change of ${parent}`;
  if (changes.length === 0) return ['', `${title}: none that the log holds`];
  return changes.flatMap(({ file, lines }) => [
    '',
    `${title}: ${visibleLine(file)}`,
    ...quote(lines.map((line) => diffText(line)).join('\n')),
  ]);
}

function diffText({ kind, text }: DiffLine): string {
  const shown = kind === 'skipped' ? plural(Number(text), 'equal line') : text;
  return `${MARKS[kind]} ${shown}`.trimEnd();
}

function evaluationLines({ evaluation, objective }: Explanation): readonly string[] {
  if (evaluation === null || objective === null) return [];
  return ['', 'Evaluation on the train cases', ...quote(formatEvaluation(evaluation, objective))];
}

function lineageLines({ lineage }: Explanation): readonly string[] {
  if (lineage.length < 2) return [];
  return ['', 'Lineage, back to its seed', ...lineage.map((step) => `  ${stepLine(step)}`)];
}

function stepLine({ id, fitness, proposer, spending, note }: LineageStep): string {
  const score = fitness === null ? 'no score' : formatNumber(fitness);
  const cost = spending === null ? '' : `, ${formatUsd(spending.usd)} USD`;
  return `${id}  ${score}  ${visibleLine(proposer)}${cost}: ${visibleLine(note, 120)}`;
}

function childLines({ children, droppedChildren }: Explanation): readonly string[] {
  if (children.length + droppedChildren === 0) return [];
  const best = children.toSorted((a, b) => (b.fitness ?? -Infinity) - (a.fitness ?? -Infinity));
  const dropped =
    droppedChildren === 0 ? '' : `; ${plural(droppedChildren, 'proposal')} to change it dropped`;
  const first = children.length > MAX_CHILDREN ? `, the best ${MAX_CHILDREN}` : '';
  return [
    '',
    `Children: ${formatNumber(children.length)}${dropped}${first}`,
    ...best.slice(0, MAX_CHILDREN).map(({ id, fitness, reason, proposer, note }) => {
      const score = fitness === null ? (reason ?? 'no score') : formatNumber(fitness);
      return `  ${id}  ${visibleLine(score, 40)}  ${visibleLine(proposer)}: ${visibleLine(note, 120)}`;
    }),
  ];
}
