import type { Source } from '../../core/program.ts';
import { plural } from '../text/format.ts';
import { html, type Markup } from './html.ts';
import { diffLines, type DiffLine } from '../../view/line-diff.ts';

/** Lines of a file, and of a change, that are shown, and characters of a line. */
const MAX_LINES = 4_000;
const MAX_CHARACTERS = 400;

/** The files of a program. */
export function sourceBlocks({ files }: Source): Markup {
  return html`${Object.entries(files).map(
    ([name, text]) =>
      html`<p class="file">${name}</p>
        <div class="scroll" tabindex="0" role="region" aria-label="${name}">
          <pre><code>${shown(text.split('\n').map((line) => ({ kind: '', text: line })))}</code></pre>
        </div>`,
  )}`;
}

const marks = { same: ' ', added: '+', removed: '-', skipped: '\u22ef' } as const;

/** The changes since an ancestor, file by file. */
export function differences(
  { id, source }: { readonly id: string; readonly source: Source },
  after: Source,
): Markup {
  const names = [...new Set([...Object.keys(source.files), ...Object.keys(after.files)])];
  return html`${names.map((name) => {
    const lines = diffLines(source.files[name] ?? '', after.files[name] ?? '');
    return html`<p class="file">${name}, from ${id}</p>
      <div class="scroll" tabindex="0" role="region" aria-label="Change of ${name}">
        <pre><code>${shown(lines.map((line) => ({ kind: line.kind, text: diffText(line) })))}</code></pre>
      </div>`;
  })}`;
}

function diffText({ kind, text }: DiffLine): string {
  return `${marks[kind]} ${kind === 'skipped' ? plural(Number(text), 'equal line') : text}`;
}

/** Lines of code; a page stays small whatever a candidate consists of. */
function shown(
  lines: readonly { readonly kind: string; readonly text: string }[],
): readonly Markup[] {
  const spans = lines.slice(0, MAX_LINES).map(({ kind, text }) => {
    const line = text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}\u2026` : text;
    const code = line === '' ? ' ' : line;
    return kind === '' ? html`<span>${code}</span>` : html`<span class="${kind}">${code}</span>`;
  });
  const rest = lines.length - MAX_LINES;
  if (rest <= 0) return spans;
  return [...spans, html`<span class="skipped">⋯ ${plural(rest, 'more line')}</span>`];
}
