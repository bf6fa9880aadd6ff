import { parse, type ParserOptions } from '@babel/parser';
import type { File } from '@babel/types';
import { messageOf } from '../core/errors.ts';

const OPTIONS: ParserOptions = {
  sourceType: 'module',
  // Old type assertions, `<T>x`, are refused: nested ones take the parser exponential time.
  plugins: [['typescript', { disallowAmbiguousJSXLike: true }]],
  errorRecovery: false,
};

/** A TypeScript module as a syntax tree with offsets into its text, or the first complaint. */
export type Parsed =
  | { readonly ok: true; readonly ast: File }
  | {
      readonly ok: false;
      /** From 1. */
      readonly line: number;
      /** From 1. */
      readonly column: number;
      readonly message: string;
    };

/** Parses one TypeScript (or JavaScript) module. Never throws, whatever the text. */
export function parseModule(code: string): Parsed {
  try {
    return { ok: true, ast: parse(code, OPTIONS) };
  } catch (error) {
    const { line, column } = positionOf(error);
    return { ok: false, line, column, message: messageOf(error).replace(/ \(\d+:\d+\)$/, '') };
  }
}

function positionOf(error: unknown): { line: number; column: number } {
  // A parser that ran out of stack on deeply nested text reports no position.
  if (!(error instanceof SyntaxError) || !('loc' in error)) return { line: 1, column: 1 };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- documented by @babel/parser
  const { line, column } = error.loc as { line: number; column: number };
  return { line, column: column + 1 };
}
