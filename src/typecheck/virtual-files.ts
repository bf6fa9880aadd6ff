import path from 'node:path/posix';
import { z } from 'zod';

/** Text by absolute path. */
export type VirtualFiles = ReadonlyMap<string, string>;

const pathSchema = z.string();

/**
 * Answers what the compiler asks of a file system. Every question has an answer, so that it never
 * falls back to the files of the machine; a path that is not listed does not exist.
 */
export function answerFrom(
  diagnosticText: (file: string) => string | undefined,
  list: () => readonly string[],
): (method: string, params: unknown) => unknown {
  return (method, params) => {
    const asked = pathSchema.parse(params);
    switch (method) {
      case 'readFile':
        return { content: diagnosticText(asked) ?? null };
      case 'fileExists':
        return diagnosticText(asked) !== undefined;
      case 'directoryExists':
        return list().some((file) => file.startsWith(withSlash(asked)));
      case 'getAccessibleEntries':
        return entriesOf(withSlash(asked), list());
      default:
        return asked;
    }
  };
}

function entriesOf(
  folder: string,
  all: readonly string[],
): { readonly files: readonly string[]; readonly directories: readonly string[] } {
  const inside = all
    .filter((file) => file.startsWith(folder))
    .map((file) => file.slice(folder.length));
  const deep = inside.filter((file) => file.includes('/'));
  return {
    files: inside.filter((file) => !file.includes('/')),
    directories: [...new Set(deep.map((file) => file.split('/')[0] ?? ''))],
  };
}

function withSlash(folder: string): string {
  return folder.endsWith(path.sep) ? folder : folder + path.sep;
}
