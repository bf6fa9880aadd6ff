import { denseLines, keyOf, type LineIndex } from './lines.ts';
import { lineSimilarity } from './similar-lines.ts';
import { numbered, shown } from './unusable.ts';

/** Limit on lines that are shown. */
const MAX_SHOWN = 12;
/** Limit on places of a line: a brace alone says little about where it belongs. */
const MAX_PLACES = 8;

/** Describes, for a quote that is not in a file, the lines it most likely means and those that are wrong. */
export function describeNearest(file: LineIndex, quoted: readonly string[]): string {
  const { dense } = file;
  const wanted = denseLines(quoted);
  const places = placesOf(dense.keys);
  const start = commonestStart(wanted.keys, places) ?? likestStart(wanted.keys, dense.keys);
  const missing = wanted.at
    .filter((line) => !places.has(keyOf(quoted[line] ?? '')))
    .slice(0, 3)
    .map((line) => `  line ${line + 1} of SEARCH: ${shown(quoted[line] ?? '')}`);
  const end = Math.min(start + Math.min(wanted.keys.length, MAX_SHOWN), dense.at.length) - 1;
  const first = dense.at[start] ?? 0;
  const parts = [
    'The nearest lines of the file are:',
    numbered(file.lines, first, Math.min(dense.at[end] ?? first, first + 2 * MAX_SHOWN)),
  ];
  if (missing.length > 0) parts.push('Lines of SEARCH that are nowhere in the file:', ...missing);
  else parts.push('Every line of SEARCH is in the file, but not in this order.');
  return parts.join('\n');
}

function placesOf(keys: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [at, key] of keys.entries()) {
    const known = places.get(key);
    if (known === undefined) places.set(key, [at]);
    else if (known.length < MAX_PLACES) known.push(at);
  }
  return places;
}

/** The most likely start of the quote: lines vote with their number of characters. */
function commonestStart(
  wanted: readonly string[],
  places: ReadonlyMap<string, readonly number[]>,
): number | undefined {
  const votes = new Map<number, number>();
  for (const [index, key] of wanted.entries()) {
    for (const place of places.get(key) ?? []) {
      const start = Math.max(0, place - index);
      votes.set(start, (votes.get(start) ?? 0) + key.length);
    }
  }
  const [start, letters] = [...votes].toSorted((a, b) => b[1] - a[1] || a[0] - b[0])[0] ?? [0, 0];
  // A few braces are no evidence.
  return 4 * letters >= wanted.join('').length ? start : undefined;
}

/** The most likely start by the longest quoted line, when no line is in the file as it was quoted. */
function likestStart(wanted: readonly string[], keys: readonly string[]): number {
  const longest = wanted.reduce((best, key) => (key.length > best.length ? key : best), '');
  let at = 0;
  let best = 0;
  for (const [index, key] of keys.entries()) {
    const likeness = lineSimilarity(longest, key);
    if (likeness <= best) continue;
    best = likeness;
    at = index;
  }
  return Math.max(0, at - wanted.indexOf(longest));
}
