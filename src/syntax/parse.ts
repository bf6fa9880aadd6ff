import { parse, type ParserOptions } from '@babel/parser';
import type { File, Node } from '@babel/types';
import { messageOf } from '../core/errors.ts';
import { CountedText, ReadLimitError } from './counted-text.ts';
import { isTooDeep, tooDeepAt } from './nesting.ts';

const OPTIONS: ParserOptions = {
  sourceType: 'module',
  // Old type assertions, `<T>x`, are refused: nested ones take the parser exponential time.
  plugins: [['typescript', { disallowAmbiguousJSXLike: true }]],
  errorRecovery: false,
};

const WITHOUT_TYPES: ParserOptions = { ...OPTIONS, plugins: [] };

/** Characters that a parser may look at, for each of the text and in addition. Real code takes 1.8 for each. */
const READS = { each: 8, more: 30_000 };

/** A TypeScript module as a syntax tree with offsets into its text, or the first complaint. */
export type Parsed = { readonly ok: true; readonly ast: File } | ParseComplaint;

/** The reason why a text is no module. */
export interface ParseComplaint {
  readonly ok: false;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly message: string;
  /** The text may be correct: it is nested too deeply, or a parser would take too long. */
  readonly unreadable?: true;
}

/** Characters of the texts whose trees are remembered; a tree takes about 50 bytes a character. */
const MAX_REMEMBERED = 256 * 1024;

/** The trees of the latest texts: one text is asked about many times while it is judged, measured and changed. */
const remembered = new Map<string, Parsed>();
let rememberedCharacters = 0;

/**
 * Parses one TypeScript (or JavaScript) module. Never throws, whatever the text. The work is limited by the
 * length of the text: what can be parsed at all can be parsed on every machine. Nobody may change the tree.
 */
export function parseModule(code: string): Parsed {
  const known = remembered.get(code);
  const parsed = known ?? parseWith(OPTIONS, code);
  if (known === undefined) rememberedCharacters += code.length;
  else remembered.delete(code);
  remembered.set(code, parsed);
  for (const oldest of remembered.keys()) {
    if (rememberedCharacters <= MAX_REMEMBERED) break;
    remembered.delete(oldest);
    rememberedCharacters -= oldest.length;
  }
  return parsed;
}

/** Parses one JavaScript module, in which nothing may be left of TypeScript. */
export function parseScriptModule(code: string): Parsed {
  return parseWith(WITHOUT_TYPES, code);
}

function parseWith(options: ParserOptions, code: string): Parsed {
  const depth = tooDeepAt(code);
  if (depth !== undefined) return { ...NESTED_TOO_DEEPLY, ...placeIn(code, depth) };
  try {
    const text = new CountedText(code, READS.each * code.length + READS.more);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the parser needs the methods of a string only
    const ast = parse(text as unknown as string, options);
    return isTooDeep(ast) ? NESTED_TOO_DEEPLY : { ok: true, ast };
  } catch (error) {
    return complaintFrom(error);
  }
}

/** A complaint about an error of any function that walks a text or its tree. Rethrows what is none of it. */
export function complaintFrom(error: unknown): ParseComplaint {
  if (error instanceof ReadLimitError) return TAKES_TOO_LONG;
  if (error instanceof RangeError) return NESTED_TOO_DEEPLY;
  if (!(error instanceof SyntaxError)) throw error;
  const message = messageOf(error).replace(/ \(\d+:\d+\)$/, '');
  return { ok: false, ...positionOf(error), message };
}

/** The complaint about a text that nests deeper than the stack reaches. */
export const NESTED_TOO_DEEPLY: ParseComplaint = {
  ok: false,
  line: 1,
  column: 1,
  message: 'the text is nested too deeply to be parsed',
  unreadable: true,
};

/** The complaint about a text that a parser would take too long for. */
export const TAKES_TOO_LONG: ParseComplaint = {
  ok: false,
  line: 1,
  column: 1,
  message:
    'the text takes too long to parse: write nested arrow functions and type arguments apart',
  unreadable: true,
};

/** A complaint about a node. */
export function complaintAt(node: Node, message: string): ParseComplaint {
  const { line, column } = node.loc?.start ?? { line: 1, column: 0 };
  return { ok: false, line, column: column + 1, message };
}

function placeIn(code: string, offset: number): { line: number; column: number } {
  const lines = code.slice(0, offset).split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

function positionOf(error: SyntaxError): { line: number; column: number } {
  if (!('loc' in error)) return { line: 1, column: 1 };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- documented by @babel/parser
  const { line, column } = error.loc as { line: number; column: number };
  return { line, column: column + 1 };
}
