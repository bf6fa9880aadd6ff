import type { Source } from '../core/program.ts';
import { DEFAULT_GATE } from '../syntax/gate.ts';
import { findEvolveBlocks, spliceEvolved } from './evolve-blocks.ts';
import { indexLines, type LineIndex } from './lines.ts';
import type { EditedFiles } from './place-edits.ts';
import { unusable, type Unusable } from './unusable.ts';

/** New texts by path; a whole file's may be only the inside of an evolve block. */
export type Changes = ReadonlyMap<string, { readonly text: string; readonly isEdited: boolean }>;

/** Changes of one kind. */
export function changed(texts: ReadonlyMap<string, string>, isEdited: boolean): Changes {
  return new Map([...texts].map(([path, text]) => [path, { text, isEdited }]));
}

/** The changed program. With evolve blocks all else is frozen: files without blocks, and the list of files. */
export function changedProgram(changes: Changes, program: EditedFiles): Source | Unusable {
  const files = new Map([...program.files].map(([path, { text }]) => [path, text]));
  const isGuarded = [...program.files.values()].some(
    ({ lines }) => findEvolveBlocks(lines).status !== 'none',
  );
  for (const [path, { text, isEdited }] of changes) {
    const before = program.files.get(path);
    const next = isGuarded
      ? spliceEvolved({ path, before: before ?? indexLines(''), text, mayBeInside: !isEdited })
      : withLineEnds(text, before);
    if (typeof next !== 'string') return next;
    files.set(path, next);
  }
  const problem = complaintAbout(files, changes, program);
  if (problem !== undefined) return problem;
  return { entry: program.entry, files: Object.fromEntries(files) };
}

/** The new text with the line ends that the file had. */
function withLineEnds(text: string, before: LineIndex | undefined): string {
  if (before?.lineEnd !== '\r\n') return text;
  return text.includes('\r\n') ? text : text.replaceAll('\n', '\r\n');
}

function complaintAbout(
  files: ReadonlyMap<string, string>,
  changes: Changes,
  program: EditedFiles,
): Unusable | undefined {
  const isNew = (path: string): boolean => !program.files.has(path);
  if (!files.has(program.entry)) {
    return unusable(
      'unknown-file',
      `The program's entry file is ${program.entry}, and your reply does not hold it.`,
    );
  }
  const isSame = (path: string): boolean =>
    bare(files.get(path) ?? '') === bare(program.files.get(path)?.text ?? '');
  if ([...changes.keys()].every((path) => !isNew(path) && isSame(path))) {
    return unusable('no-op', 'Your reply leaves the program exactly as it was. Change something.');
  }
  const texts = [...files.values()];
  const loose = [...files.keys()].find(
    (path) => path !== program.entry && isNew(path) && !isMentioned(path, texts),
  );
  if (loose !== undefined) {
    return unusable(
      'unknown-file',
      `There is no file ${loose}, and none that imports it. The program has ${[...files.keys()].filter((path) => path !== loose).join(', ')}.`,
    );
  }
  return complaintAboutSize(files);
}

/** The part of a text in which a change counts. */
function bare(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trimEnd();
}

function isMentioned(path: string, texts: readonly string[]): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return texts.some((text) => text.includes(`${name}'`) || text.includes(`${name}"`));
}

function complaintAboutSize(files: ReadonlyMap<string, string>): Unusable | undefined {
  const { maxFileBytes, maxTotalBytes, maxFiles } = DEFAULT_GATE;
  const sizes = [...files].map(
    ([path, text]) => [path, new TextEncoder().encode(text).length] as const,
  );
  const large = sizes.find(([, bytes]) => bytes > maxFileBytes);
  const total = sizes.reduce((sum, [, bytes]) => sum + bytes, 0);
  if (large === undefined && total <= maxTotalBytes && files.size <= maxFiles) return undefined;
  const what =
    large === undefined
      ? `the program has ${files.size} files and ${total} bytes`
      : `${large[0]} has ${large[1]} bytes`;
  return unusable(
    'too-large',
    `The program would be too large: ${what}; at most ${maxFiles} files, ${maxFileBytes} bytes each and ${maxTotalBytes} together are allowed.`,
  );
}
