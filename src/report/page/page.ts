import { createHash } from 'node:crypto';
import type { Json } from '../../core/json.ts';
import { archiveTable } from './archive.ts';
import { renderChart } from './chart.ts';
import {
  formatNumber,
  formatPercent,
  formatSeconds,
  formatShort,
  formatTime,
  formatUsd,
  plural,
} from '../text/format.ts';
import { changeLines } from '../text/changes.ts';
import { UNKNOWN_ARCHIVE } from '../text/elites.ts';
import { embedJson, html, raw, type Markup } from './html.ts';
import { lessons } from './lessons.ts';
import { lineage } from './lineage.ts';
import { modelTables } from './models.ts';
import { differences, sourceBlocks } from './source.ts';
import { pageStyle } from './style.ts';
import { caseResultTable, policyTable, proposerTable } from './tables.ts';
import { hasAskedModels } from '../text/models.ts';
import { NO_CHAIN, statusText } from '../text/status.ts';
import type { ReportDetails } from '../../view/report-details.ts';
import type { RunView } from '../../view/run-view.ts';
import { reproducibilityText, verdictText } from '../text/verdict.ts';
import { verdictOf, type Verdict } from '../../view/verdict.ts';

/**
 * The whole run as one HTML page: no script runs in it, nothing is loaded, and its policy forbids
 * both. The view is embedded as JSON in the element `#run`.
 */
export function renderReport(view: RunView, details: ReportDetails = {}): string {
  const title = view.title === '' ? 'An empty run' : view.title;
  const style = createHash('sha256').update(pageStyle).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${style}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="data:," />
        <title>${title}: adrs report</title>
        ${raw(`<style>${pageStyle}</style>`)}
      </head>
      <body>
        <header>
          <p class="kicker">${kicker(view)}</p>
          <h1>${title}</h1>
          ${verdictCard(view, verdictOf(view, details.cases))}
        </header>
        <main>${sections(view, details)}</main>
        <footer>
          Made by adrs ${view.adrsVersion}. Everything shown is computed from the run's own log.
        </footer>
        <script type="application/json" id="run">
          ${embedJson(view)}
        </script>
      </body>
    </html>`;
  return `${page.markup}\n`;
}

function kicker(view: RunView): string {
  const when = view.startedAt === null ? '' : `, started ${formatTime(view.startedAt)}`;
  return `Run ${statusText(view)}${when}, ${formatSeconds(view.activeSeconds)} of work`;
}

function verdictCard(view: RunView, verdict: Verdict | null): Markup {
  const warning = reproducibilityText(view);
  return html`<section class="verdict ${verdict?.outcome ?? ''}" aria-label="Verdict">
    <p class="sentence">${verdictText(verdict)}</p>
    ${warning === undefined ? null : html`<p class="bad">${warning}</p>`}
    <dl class="figures">
      ${verdict === null ? null : verdictFigures(view, verdict)}
      ${figure('programs', formatNumber(view.programs), `${formatNumber(view.scored)} with a score`)}
      ${figure('evaluations', formatNumber(view.evaluations), ratePhrase(view))}
      ${hasAskedModels(view) ? modelFigure(view) : null}
    </dl>
  </section>`;
}

function verdictFigures(view: RunView, { best, rival, split, ...verdict }: Verdict): Markup {
  const unit = view.objective?.unit ?? 'fitness';
  const error = `\u00b1 ${formatShort(best.standardError)} ${unit}, ${split}`;
  const gap = best.gapPercent;
  return html`${figure('best found', formatNumber(best.value), error)}
  ${rival === null ? null : figure('best reference', formatNumber(rival.score.value), rival.name)}
  ${advantage(verdict)}
  ${gap === null ? null : figure('gap to bound', formatPercent(gap), `bound ${formatNumber(best.bound ?? 0)}`)}`;
}

function advantage({
  advantagePercent,
  errorPercent,
}: Omit<Verdict, 'best' | 'rival' | 'split'>): Markup | null {
  if (advantagePercent === null) return null;
  const amount = formatPercent(Math.abs(advantagePercent)).replace('+', '');
  return html`<div class="lead">
    <dt>${advantagePercent < 0 ? 'worse by' : 'better by'}</dt>
    <dd>${amount}<small>± ${formatShort(errorPercent ?? 0)} % standard error</small></dd>
  </div>`;
}

function figure(name: string, value: string, remark: string): Markup {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}<small>${remark}</small></dd>
  </div>`;
}

function modelFigure({ models, budget }: RunView): Markup {
  const { usd, calls } = models.total;
  if (usd === 0) return figure('model calls', formatNumber(calls), 'free of charge');
  const limit = budget.usd === null ? '' : ` of a budget of ${formatUsd(budget.usd)}`;
  return figure('spent on models', formatUsd(usd), `USD${limit}, ${plural(calls, 'call')}`);
}

function ratePhrase({ evaluations, activeSeconds }: RunView): string {
  return activeSeconds > 0 ? `${formatShort(evaluations / activeSeconds, 3)} a second` : '';
}

function sections(view: RunView, details: ReportDetails): readonly Markup[] {
  return [
    section('Progress', renderChart(view)),
    ...(view.references.length === 0 && view.best === null
      ? []
      : [section('Policies', policyTable(view))]),
    ...bestSections(view, details),
    ...(details.elites ? [section('Archive', archiveTable(details.elites, view))] : []),
    ...(view.proposers.length === 0
      ? []
      : [section('Proposers', html`${proposerTable(view)}${failures(view)}`)]),
    ...(hasAskedModels(view) ? [section('Models', modelTables(view))] : []),
    ...(view.advisors.length === 0 ? [] : [section('Lessons', lessons(view))]),
    section('Run', facts(view, details)),
  ];
}

function section(title: string, content: Markup): Markup {
  const id = title.toLowerCase().replaceAll(' ', '-');
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    ${content}
  </section>`;
}

function bestSections(
  view: RunView,
  { cases, bestSource, ancestor, origins, run }: ReportDetails,
): readonly Markup[] {
  const { best } = view;
  if (best === null) return [];
  const split = ['test', 'validation', 'train'].find((name) => cases?.(best.name, name));
  const results = split === undefined ? undefined : cases?.(best.name, split);
  return [
    ...(results === undefined || split === undefined
      ? []
      : [section('Cases', caseResultTable(results, { view, split }))]),
    ...(bestSource === undefined ? [] : [section('Best policy', sourceBlocks(bestSource))]),
    ...(bestSource === undefined || ancestor === undefined || ancestor.id === best.id
      ? []
      : [section('Change since the seed', differences(ancestor, bestSource))]),
    section('Lineage', lineage(view, { origins, run })),
  ];
}

function failures({ rejected, dropped }: RunView): Markup | null {
  const lists = [
    { title: 'Programs without a score', counts: rejected },
    { title: 'Proposals that brought no program', counts: dropped },
  ].filter(({ counts }) => Object.keys(counts).length > 0);
  return html`${lists.map(({ title, counts }) => {
    const text = Object.entries(counts).map(
      ([reason, count]) => `${formatNumber(count)} ${reason}`,
    );
    return html`<p class="note">${title}: ${text.join(', ')}.</p>`;
  })}`;
}

function facts(view: RunView, { logHash, archiveHash, head }: ReportDetails): Markup {
  const hashes = [
    ['evaluator and cases hash', view.problemHash],
    ['log hash', logHash ?? ''],
    ['head of the chain', head === null ? NO_CHAIN : (head ?? '')],
    ['archive hash', archiveHash === null ? UNKNOWN_ARCHIVE : (archiveHash ?? '')],
  ].filter(([, hash]) => hash !== '');
  return html`<div class="scroll">
    <dl class="facts">
      <dt>problem</dt>
      <dd>${view.problem}</dd>
      <dt>seed</dt>
      <dd>${view.seed}</dd>
      ${hashes.map(
        ([name = '', hash = '']) =>
          html`<dt>${name}</dt>
            <dd class="hash">${hash}</dd>`,
      )}
      ${changeLines(view).map(
        (line) =>
          html`<dt>changed</dt>
            <dd>${line}</dd>`,
      )}
      <dt>configuration</dt>
      <dd>${tree(view.config)}</dd>
      <dt>host</dt>
      <dd>${tree(view.host)}</dd>
    </dl>
  </div>`;
}

/** Plain data as nested lists. */
function tree(value: Json): Markup {
  if (typeof value !== 'object' || value === null) return html`${String(value)}`;
  const entries = Array.isArray(value)
    ? value.map((item) => ['', item] as const)
    : Object.entries(value);
  if (entries.length === 0) return html`none`;
  return html`<ul>
    ${entries.map(([key, item]: readonly [string, Json]) => html`<li>${key === '' ? '' : `${key}: `}${tree(item)}</li>`)}
  </ul>`;
}
