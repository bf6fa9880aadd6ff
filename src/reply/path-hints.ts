import type { Source } from '../core/program.ts';
import { gateSource } from '../syntax/gate.ts';

/** A path that a reply names. */
export interface PathHint {
  readonly path: string;
  /** Whether it is certainly a path; a bare line counts only when such a file exists. */
  readonly isCertain: boolean;
}

/** `./policy.ts` is `policy.ts`. */
export function pathHint(text: string, isCertain: boolean): PathHint {
  return { path: text.replace(/^(?:\.\/)+/, ''), isCertain };
}

const CODE_FILE = /^[^\s'"`]+\.(?:[cm]?[jt]sx?)$/;
const LABEL = /^(?:file ?name|file ?path|path|file)\s*[:=]\s*/i;
/** Longer lines name no file. */
const MAX_PATH_LINE_CHARACTERS = 300;

/** The path of a line such as `File: a.ts`, `// a.ts`, `**a.ts**` or `### a.ts:`. */
export function pathOfLine(line: string): PathHint | undefined {
  if (line.length > MAX_PATH_LINE_CHARACTERS || !/[./\\]/.test(line)) return undefined;
  const bare = stripped(line);
  const named = bare.replace(LABEL, '');
  if (named !== bare) {
    const path = stripped(named);
    return /^[^\s]*[./\\][^\s]*$/.test(path) ? pathHint(path, true) : undefined;
  }
  return CODE_FILE.test(bare) ? pathHint(bare, false) : undefined;
}

function stripped(line: string): string {
  return line
    .trim()
    .replace(/^[/*#>`'"\s-]*(?=[\w./\\])/, (marks) => (marks === '/' ? marks : ''))
    .replace(/[*`'":\s]*$/, '');
}

/** Language and path in the text after the ticks: `ts a.ts`, `ts:a.ts`, `a.ts`, `ts title="a.ts"`. */
export function pathOfInfo(info: string): {
  readonly language: string;
  readonly path: PathHint | undefined;
} {
  const words = info.split(/\s+/).filter((word) => word !== '');
  const [first = ''] = words;
  const [language = '', afterColon] =
    first.includes('.') && !first.includes(':') ? ['', first] : first.split(':', 2);
  const candidates = [...(afterColon === undefined ? [] : [afterColon]), ...words.slice(1)];
  const path = candidates
    .map((word) =>
      word.replace(/^\{?(?:title|path|file|filename)=/i, '').replaceAll(/^['"`(]+|['"`)}]+$/g, ''),
    )
    .find((word) => /[/\\]/.test(word) || /\.\w+$/.test(word));
  return {
    language: language.toLowerCase(),
    path: path === undefined ? undefined : pathHint(path, true),
  };
}

/** Whether a program may have a file of this path. */
export function isAllowedPath(path: string): boolean {
  return gateSource({ entry: path, files: { [path]: '' } } satisfies Source) === undefined;
}
