import { elisionIn } from './elision.ts';
import { isBlank } from './lines.ts';
import { badPath, elided } from './place-edits.ts';
import { isAllowedPath } from './path-hints.ts';
import type { Fence } from './scan-reply.ts';
import { unusable, type Unusable } from './unusable.ts';

const CODE = new Set(['', 'ts', 'typescript', 'js', 'javascript', 'mts', 'mjs', 'tsx', 'jsx']);
const EXPORT = /^\s*export\b/;

/** Properties of the program that the files go into. */
export interface FileContext {
  /** Texts of the parent's files, by path. */
  readonly files: ReadonlyMap<string, string>;
  readonly entry: string;
  /** Whether the reply has edits too; then a fence without a path is an illustration. */
  readonly hasEdits: boolean;
  /** The file of the program's only evolve block: a fence without a path may hold its inside. */
  readonly evolved: string | undefined;
}

/**
 * The whole files among a reply's fences, by path: fences of TypeScript, JavaScript or no language that
 * name a path, and, for the entry file, those that do not and hold an export. Others are illustrations.
 */
export function wholeFiles(
  fences: readonly Fence[],
  context: FileContext,
): ReadonlyMap<string, string> | Unusable {
  const files = new Map<string, string>();
  for (const { path, fence } of chosenFences(fences, context)) {
    const lines = trimmed(fence.lines);
    const text = `${lines.join('\n')}\n`;
    if (files.get(path) === text) continue;
    const problem = complaintAbout(path, lines, context);
    if (problem !== undefined)
      return unusable(problem.kind, `Line ${fence.line} of your reply: ${problem.text}`);
    if (files.has(path)) {
      return unusable(
        'several-programs',
        `Your reply holds more than one text for ${path}, and they differ. Send one: the whole file, once.`,
      );
    }
    files.set(path, text);
  }
  return files;
}

interface ChosenFence {
  readonly path: string;
  readonly fence: Fence;
}

function chosenFences(fences: readonly Fence[], context: FileContext): ChosenFence[] {
  const code = fences.filter(({ language }) => CODE.has(language));
  const chosen = code.flatMap((fence): ChosenFence[] => {
    const path = namedPath(fence, context);
    if (path !== undefined) return [{ path, fence }];
    return !context.hasEdits && fence.lines.some((line) => EXPORT.test(line))
      ? [{ path: context.evolved ?? context.entry, fence }]
      : [];
  });
  if (chosen.length > 0 || context.hasEdits || context.evolved === undefined) return chosen;
  return code
    .filter(({ language }) => language !== '')
    .map((fence) => ({ path: context.evolved ?? context.entry, fence }));
}

function namedPath(
  { path: hint, lines }: Fence,
  { files, entry }: FileContext,
): string | undefined {
  if (hint !== undefined && (hint.isCertain || hint.path === entry || files.has(hint.path))) {
    return hint.path;
  }
  const comment = /^\s*\/\/\s*(?:file:\s*)?(\S+)\s*$/i.exec((lines[0] ?? '').slice(0, 300))?.[1];
  return comment !== undefined && (comment === entry || files.has(comment)) ? comment : undefined;
}

function complaintAbout(
  path: string,
  lines: readonly string[],
  { files }: FileContext,
): Unusable | undefined {
  if (!isAllowedPath(path)) return badPath(path);
  if (lines.length === 0)
    return unusable('malformed-edit', `${path} is empty. A file cannot be deleted.`);
  const line = elisionIn(lines, files.get(path) ?? '');
  return line === undefined ? undefined : elided(line);
}

function trimmed(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => !isBlank(line));
  return first === -1 ? [] : lines.slice(first, lines.findLastIndex((line) => !isBlank(line)) + 1);
}
