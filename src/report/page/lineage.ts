import { formatNumber, formatPercent, formatShort, formatUsd } from '../text/format.ts';
import { html, type Markup } from './html.ts';
import { createAllowance } from './allowance.ts';
import { hasAskedModels } from '../text/models.ts';
import type { Origin } from '../../view/origins.ts';
import { originBlock } from './origin.ts';
import { programRow } from './program.ts';
import { column, DASH, numberCell, numeric, table } from './table.ts';
import type { LineageStep, RunView } from '../../view/run-view.ts';
import { gapPercent } from '../../view/split-score.ts';

/** Characters of markup that all prompts and replies of a page may take together. */
const MAX_CONVERSATION = 2_000_000;

/** The best program's ancestors, seed first, with the conversations of models behind them. */
export function lineage(
  view: RunView,
  {
    origins = new Map(),
    run = 'RUN',
  }: {
    readonly origins?: ReadonlyMap<string, Origin> | undefined;
    readonly run?: string | undefined;
  },
): Markup {
  const allowance = createAllowance(MAX_CONVERSATION);
  // The best program gets the budget of characters first.
  const blocks = view.lineage.flatMap((step) => {
    const origin = origins.get(step.id);
    return origin === undefined ? [] : [originBlock(step, { origin, allowance })];
  });
  return html`${lineageTable(view)}
    <p class="note">
      Where any program or proposal came from, with prompt, reply, edits and cost:
      <code>adrs explain ${run} ${view.best?.id ?? 'ID'}</code>
    </p>
    ${
      blocks.length === 0
        ? null
        : html`<h3>How models came to it</h3>
            ${blocks.toReversed()}`
    }`;
}

function lineageTable(view: RunView): Markup {
  const isPaid = hasAskedModels(view);
  const steps = view.lineage.toReversed();
  return table(`Lineage of ${view.best?.id ?? ''}, from its seed`, {
    head: [
      column('program'),
      column('proposer'),
      column('change'),
      ...['train', 'against parent', 'gap', 'found after'].map(numeric),
      ...(isPaid ? [numeric('USD')] : []),
    ],
    rows: steps.map((step, index) => {
      const { trainBound: bound, objective } = view;
      const { value, foundAfter, spending } = step;
      const gap = value === null ? null : gapPercent(value, { bound, objective });
      const paid = spending === null ? DASH : formatUsd(spending.usd);
      return programRow(step, [
        numberCell(differenceText(step, steps[index - 1])),
        numberCell(gap === null ? DASH : formatPercent(gap)),
        numberCell(formatNumber(foundAfter)),
        ...(isPaid ? [numberCell(paid)] : []),
      ]);
    }),
  });
}

/** The change of the value, in its own direction. */
function differenceText({ value }: LineageStep, before: LineageStep | undefined): string {
  if (before === undefined || value === null || before.value === null) return DASH;
  const difference = value - before.value;
  return `${difference > 0 ? '+' : ''}${formatShort(difference, 4)}`;
}
