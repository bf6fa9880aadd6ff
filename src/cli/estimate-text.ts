import type { Estimate } from '../session/estimate/estimate.ts';
import { ASSUMED } from '../session/estimate/calls.ts';
import { formatNumber, formatShort, formatUsd } from '../report/text/format.ts';
import { renderTable, type Column } from '../report/text/table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'one proposal of', least: 12 },
  { title: 'prompt', align: 'right', leaves: 3 },
  { title: 'reply', align: 'right', leaves: 4 },
  { title: 'USD', align: 'right' },
  { title: 'USD at most', align: 'right', leaves: 2 },
  { title: 'evaluations', align: 'right', leaves: 1 },
  { title: 'proposals', align: 'right' },
];

/** An estimate as a table that fits into `width`, with its assumptions. */
export function estimateText(
  { problem, notices, rows, total, endsBy }: Estimate,
  width?: number,
): string {
  const cells = rows.map((row) => [
    row.proposer,
    ...(row.calls === 0
      ? ['', '', '', '']
      : [
          formatNumber(row.promptTokens),
          formatNumber(row.replyTokens),
          formatUsd(row.expectedUsd),
          formatUsd(row.worstUsd),
        ]),
    formatShort(row.evaluations, 3),
    formatNumber(row.proposals),
  ]);
  const table = renderTable({ columns: COLUMNS, rows: cells }, width);
  const { turns, words, tokensPerSecond, latencySeconds } = ASSUMED;
  return [
    ...notices,
    '',
    ...table,
    '',
    `${problem}: ${formatNumber(total.proposals)} proposals, about ${formatUsd(total.expectedUsd)} USD, at most ${formatUsd(total.worstUsd)} USD; ends by ${endsBy}`,
    `prompts are real ones for the best seed, counted in tokens; of replies it is assumed that ${turns} are needed, with ${words} tokens`,
    `around a program, and that they come at ${tokensPerSecond} tokens a second after ${latencySeconds} s. Nothing was asked or spent.`,
  ].join('\n');
}
