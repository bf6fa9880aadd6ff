import type { Statement, StringLiteral } from '@babel/types';
import { parseModule } from '../syntax/parse.ts';
import { applyEdits } from '../syntax/text-edits.ts';

/** An import or re-export of another file by a relative path. */
export interface FoundImport {
  readonly specifier: string;
  /** Offsets of the quoted path. */
  readonly start: number;
  readonly end: number;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** The relative imports of a module, of types too; none of a text that does not parse. */
export function importsOf(text: string): readonly FoundImport[] {
  const parsed = parseModule(text);
  if (!parsed.ok) return [];
  return parsed.ast.program.body.flatMap((statement) => {
    const source = sourceOf(statement);
    return source && /^\.\.?\//.test(source.value) ? [foundAt(source)] : [];
  });
}

/** The text with other paths in these imports. */
export function withSpecifiers(text: string, imports: readonly FoundImport[]): string {
  const edits = imports.map(({ start, end, specifier }) => {
    return { start, end, text: `${text.charAt(start)}${specifier}${text.charAt(start)}` };
  });
  return applyEdits(text, edits);
}

/** The text with its imports of the declaration, by whatever path they are, from another path. */
export function withDeclarationAt(text: string, specifier: string): string {
  const imports = importsOf(text).filter((one) => /(?:^|\/)policy\.d\.ts$/.test(one.specifier));
  return withSpecifiers(
    text,
    imports.map((one) => ({ ...one, specifier })),
  );
}

function sourceOf(statement: Statement): StringLiteral | undefined {
  const hasSource =
    statement.type === 'ImportDeclaration' ||
    statement.type === 'ExportNamedDeclaration' ||
    statement.type === 'ExportAllDeclaration';
  return hasSource ? (statement.source ?? undefined) : undefined;
}

function foundAt({ value, start, end, loc }: StringLiteral): FoundImport {
  return {
    specifier: value,
    start: start ?? 0,
    end: end ?? 0,
    line: loc?.start.line ?? 1,
    column: (loc?.start.column ?? 0) + 1,
  };
}
