import { type Division, divisionsOf } from './divide-block.ts';
import { elisionIn } from './elision.ts';
import { isBlank, type LineIndex } from './lines.ts';
import { type LineMatch, matchLines } from './match-lines.ts';
import { describeNearest } from './nearest-lines.ts';
import { isAllowedPath } from './path-hints.ts';
import type { EditBlock } from './scan-reply.ts';
import { isUnusable, shown, unusable, type Unusable } from './unusable.ts';

/** A block whose place is known: lines of a file (from 0, both included), or a file to be made. */
export interface PlacedEdit {
  readonly path: string;
  readonly place: { readonly first: number; readonly last: number } | 'new file';
  readonly lines: readonly string[];
  /** Whether the quoted lines are only similar to those of the file. */
  readonly isSimilar: boolean;
}

/** The program that is edited. */
export interface EditedFiles {
  readonly files: ReadonlyMap<string, LineIndex>;
  readonly entry: string;
}

/** Limit on dividing lines in one block. */
const MAX_SPLITS = 8;

/** Finds the file and the lines that a block means. The text of a complaint does not name the block. */
export function placeEdit(block: EditBlock, program: EditedFiles): PlacedEdit | Unusable {
  if (block.splits.length === 0 || block.splits.length > MAX_SPLITS) {
    return unusable(
      'malformed-edit',
      `there must be one line ======= between SEARCH and REPLACE, there are ${block.splits.length}.`,
    );
  }
  const paths = pathsOf(block, program);
  if (isUnusable(paths)) return paths;
  const divisions = divisionsOf(block);
  const searching = divisions.filter(({ search }) => !search.every(isBlank));
  const [path = program.entry] = paths;
  if (!program.files.has(path)) {
    const made = divisions.find(({ search }) => search.every(isBlank));
    return made === undefined
      ? unknownFile(path, program)
      : withoutElision({ path, place: 'new file', lines: made.replace, isSimilar: false }, '');
  }
  if (searching.length === 0) return emptySearch(path);
  return choose(
    paths.flatMap((each) => readingsOf(each, searching, program)),
    { paths, search: searching[0]?.search ?? [], program },
  );
}

function emptySearch(path: string): Unusable {
  return unusable(
    'malformed-edit',
    `SEARCH is empty, but ${path} exists. To insert lines, put the line before or after them into SEARCH, and that line with the new ones into REPLACE. To rewrite the whole file, send it in a fence.`,
  );
}

/** The file that a block names, else the only one, else all of them. */
function pathsOf({ path: hint }: EditBlock, { files, entry }: EditedFiles): string[] | Unusable {
  if (hint !== undefined && (hint.isCertain || files.has(hint.path))) {
    return isAllowedPath(hint.path) ? [hint.path] : badPath(hint.path);
  }
  return files.size === 0 ? [entry] : [...files.keys()];
}

/** A complaint about a path that no file may have. */
export function badPath(path: string): Unusable {
  return unusable(
    'bad-path',
    `${JSON.stringify(shown(path, 80))} is no path of a program's file: paths are relative, without "..", with letters, digits, ".", "_" and "-", and end in .ts or .js.`,
  );
}

function unknownFile(path: string, { files }: EditedFiles): Unusable {
  return unusable(
    'unknown-file',
    files.size === 0
      ? 'there is no program to edit yet. Send the whole file in a fence.'
      : `there is no file ${path}. The program has ${[...files.keys()].join(', ')}. To make a new file, leave SEARCH empty.`,
  );
}

/** One file and one division for which lines of the file fit. */
interface Reading {
  readonly path: string;
  readonly division: Division;
  readonly match: Exclude<LineMatch, { readonly status: 'none' }>;
}

function readingsOf(
  path: string,
  divisions: readonly Division[],
  { files }: EditedFiles,
): Reading[] {
  const file = files.get(path);
  if (file === undefined) return [];
  return divisions.flatMap((division) => {
    const match = matchLines(file, division.search);
    return match.status === 'none' ? [] : [{ path, division, match }];
  });
}

interface Choice {
  readonly paths: readonly string[];
  readonly search: readonly string[];
  readonly program: EditedFiles;
}

/** The reading to use: an exact one is preferred to the others; of equals there must be only one. */
function choose(
  readings: readonly Reading[],
  { paths, search, program }: Choice,
): PlacedEdit | Unusable {
  const exact = readings.filter(({ match }) => match.stage === 'exact');
  const [best, other] = exact.length > 0 ? exact : readings;
  if (best === undefined) return noMatch(paths, search, program);
  const { path, match, division } = best;
  if (other !== undefined) return severalReadings(best, other);
  if (match.status === 'ambiguous') {
    const lines = match.places.map((place) => place + 1).join(', ');
    const how = match.stage === 'exact' ? 'stands' : 'could stand';
    return unusable(
      'ambiguous',
      `SEARCH ${how} in ${path} in more than one place, at lines ${lines}. Add lines before or after it, copied from the file, until only one place fits.`,
    );
  }
  const { first, last } = match;
  const lines = match.replacement(division.replace);
  return withoutElision(
    { path, place: { first, last }, lines, isSimilar: match.stage === 'similar' },
    program.files.get(path)?.text ?? '',
  );
}

function severalReadings(best: Reading, other: Reading): Unusable {
  return best.path === other.path
    ? unusable(
        'malformed-edit',
        'the block holds several lines like =======, and more than one of them can divide it. Use nine <, = and > in all three markers of this block.',
      )
    : unusable(
        'ambiguous',
        `SEARCH stands in ${best.path} and in ${other.path}. Write the path after the word SEARCH.`,
      );
}

function noMatch(
  paths: readonly string[],
  search: readonly string[],
  { files, entry }: EditedFiles,
): Unusable {
  const path = paths.length === 1 ? (paths[0] ?? entry) : entry;
  const file = files.get(path);
  const nearest =
    file === undefined || file.dense.at.length === 0 ? '' : `\n${describeNearest(file, search)}`;
  const where = paths.length === 1 ? path : 'any file of the program';
  return unusable(
    'no-match',
    `SEARCH is not in ${where}. Copy whole lines exactly as they stand in the file.${nearest}`,
  );
}

function withoutElision(edit: PlacedEdit, known: string): PlacedEdit | Unusable {
  const found = elisionIn(edit.lines, known);
  return found === undefined ? edit : elided(found);
}

/** A complaint about a line that stands for code that was left out. */
export function elided(line: string): Unusable {
  return unusable(
    'truncated',
    `the line "${shown(line.trim())}" stands for code that was left out. Write the code out in full, or change fewer lines with edits.`,
  );
}
