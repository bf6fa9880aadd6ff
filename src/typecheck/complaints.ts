import path from 'node:path/posix';
import type { Source } from '../core/program.ts';
import type { Diagnosis, Diagnostic } from './compiler-process.ts';
import { placeOfExport, type TextPlace } from './exported-names.ts';
import { CANDIDATE, comparisonFile } from './policy-project.ts';
import { isMistake, reasonOf, diagnosticText } from './sift-diagnostics.ts';
import type { TypeComplaint } from './type-complaint.ts';

/**
 * What a diagnosis means for the author of a candidate, each message once. First what is missing, then
 * mistakes in the order of the text, then what does not fit the declaration.
 */
export function complaintsAbout(
  source: Source,
  { diagnosis, names }: { readonly diagnosis: Diagnosis; readonly names: readonly string[] },
): readonly TypeComplaint[] {
  if (diagnosis.status !== 'diagnosed') return [aboutFailure(source, diagnosis.status)];
  const { diagnostics } = diagnosis;
  const compared = comparedExports(source, diagnostics, names);
  const missing = compared.filter((one) => one.isMissing);
  const mistakes = diagnostics
    .filter(isMistake)
    .flatMap((diagnostic) => mistakeOf(source, diagnostic))
    .toSorted((a, b) => byPlace(source, a, b));
  const misfits = compared.filter((one) => !one.isMissing);
  return onceEach([
    ...missing.map(({ complaint }) => complaint),
    ...mistakes,
    ...misfits.map(({ complaint }) => complaint),
  ]);
}

const FAILURES: Readonly<Record<Exclude<Diagnosis['status'], 'diagnosed'>, string>> = {
  'too-slow': 'the types take too long to check; use simpler types',
  'too-big': 'the types take too much memory to check; use simpler types',
  died: 'the types cannot be checked, the compiler fails on them; use simpler types',
};

function aboutFailure(source: Source, status: keyof typeof FAILURES): TypeComplaint {
  return { file: source.entry, line: 1, column: 1, message: FAILURES[status] };
}

interface Compared {
  readonly isMissing: boolean;
  readonly complaint: TypeComplaint;
}

/** `Property 'x' does not exist`, with or without a guess what was meant; a type, not a value. */
const NO_SUCH_EXPORT = new Set([2339, 2551, 2693]);

function comparedExports(
  source: Source,
  diagnostics: readonly Diagnostic[],
  names: readonly string[],
): readonly Compared[] {
  const { entry } = source;
  const text = source.files[entry] ?? '';
  return names.flatMap((name) => {
    const about = diagnostics.filter(({ fileName }) => fileName === comparisonFile(name));
    const [first] = about;
    if (first === undefined) return [];
    const isMissing = about.some(({ code }) => NO_SUCH_EXPORT.has(code));
    const place = placeOfExport(text, name) ?? { line: 1, column: 1 };
    const message = isMissing
      ? `'${name}' is not exported, but the declaration of the policy asks for it`
      : `'${name}' does not fit the declaration of the policy: ${reasonOf(first)}`;
    return [{ isMissing, complaint: { file: entry, ...place, message } }];
  });
}

function mistakeOf(source: Source, diagnostic: Diagnostic): readonly TypeComplaint[] {
  const file = path.relative(CANDIDATE, diagnostic.fileName ?? '');
  const text = Object.hasOwn(source.files, file) ? source.files[file] : undefined;
  if (text === undefined) return [];
  return [{ file, ...placeOf(text, diagnostic.pos), message: diagnosticText(diagnostic) }];
}

function placeOf(text: string, offset: number): TextPlace {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** The entry's come first. */
function byPlace({ entry }: Source, a: TypeComplaint, b: TypeComplaint): number {
  if (a.file !== b.file) {
    if (a.file === entry || b.file === entry) return a.file === entry ? -1 : 1;
    return a.file < b.file ? -1 : 1;
  }
  return a.line - b.line || a.column - b.column;
}

/** An undeclared name that is used twenty times is one mistake. */
function onceEach(complaints: readonly TypeComplaint[]): readonly TypeComplaint[] {
  const seen = new Set<string>();
  return complaints.filter(({ message }) => {
    const isNew = !seen.has(message);
    seen.add(message);
    return isNew;
  });
}
