import { denseLines, isBlank, type LineIndex, occurrences } from './lines.ts';
import { learnIndentation, type LinePair } from './reindent.ts';
import { similarWindows } from './similar-lines.ts';

/** The result of the search for quoted lines in a file. */
export type LineMatch =
  | {
      readonly status: 'found';
      readonly stage: MatchStage;
      /** Lines of the file, from 0, both included. */
      readonly first: number;
      readonly last: number;
      /** New lines as they belong there. */
      replacement(this: void, lines: readonly string[]): readonly string[];
    }
  | {
      readonly status: 'ambiguous';
      readonly stage: MatchStage;
      /** First lines of the places, from 0; at least two, not always all. */
      readonly places: readonly number[];
    }
  | { readonly status: 'none' };

export type MatchStage = 'exact' | 'whitespace' | 'similar';

/** Limit on places that are reported. */
const MAX_PLACES = 4;

/**
 * Finds quoted whole lines in a file, in stages; the first stage that finds anything decides, and it
 * must find one place only:
 *
 * 1. exact;
 * 2. without white space and blank lines: indentation, tabs, trailing blanks, `if(` for `if (`;
 * 3. similar: first and last line as in 2, the lines between nearly the same (`similarWindows`).
 *
 * In stages 2 and 3 new lines get the file's indentation. `quoted` must hold a line that is not blank.
 */
export function matchLines(file: LineIndex, quoted: readonly string[]): LineMatch {
  const exact = occurrences(file.lines, quoted, MAX_PLACES);
  const [first] = exact;
  if (first !== undefined) {
    if (exact.length > 1) return { status: 'ambiguous', stage: 'exact', places: exact };
    const last = first + quoted.length - 1;
    return { status: 'found', stage: 'exact', first, last, replacement: (lines) => lines };
  }
  return matchDense(file, quoted);
}

function matchDense(file: LineIndex, quoted: readonly string[]): LineMatch {
  const { at } = file.dense;
  const wanted = denseLines(quoted);
  const loose = occurrences(file.dense.keys, wanted.keys, MAX_PLACES);
  const found = loose.map((start) => ({ start, end: start + wanted.keys.length - 1 }));
  const stage = found.length > 0 ? 'whitespace' : 'similar';
  const windows = found.length > 0 ? found : similarWindows(file, wanted.keys);
  const [window] = windows;
  if (window === undefined) return { status: 'none' };
  const lineAt = (position: number): number => at[position] ?? 0;
  if (windows.length > 1) {
    return { status: 'ambiguous', stage, places: windows.map(({ start }) => lineAt(start)) };
  }
  const all = wanted.at.map((line, index): LinePair => {
    return [quoted[line] ?? '', file.lines[lineAt(window.start + index)] ?? ''];
  });
  const indent = learnIndentation(stage === 'whitespace' ? all : all.slice(0, 1));
  return {
    status: 'found',
    stage,
    first: lineAt(window.start),
    last: lineAt(window.end),
    replacement: (lines) => withoutQuotedBlanks(lines, quoted).map(indent),
  };
}

/** Removes the blank lines around the new text that were quoted: the place that was found has none. */
function withoutQuotedBlanks(
  lines: readonly string[],
  quoted: readonly string[],
): readonly string[] {
  const before = Math.min(blanksBefore(lines), blanksBefore(quoted));
  const after = Math.min(blanksAfter(lines), blanksAfter(quoted));
  return lines.slice(before, Math.max(before, lines.length - after));
}

function blanksBefore(lines: readonly string[]): number {
  const first = lines.findIndex((line) => !isBlank(line));
  return first === -1 ? lines.length : first;
}

function blanksAfter(lines: readonly string[]): number {
  return lines.length - 1 - lines.findLastIndex((line) => !isBlank(line));
}
