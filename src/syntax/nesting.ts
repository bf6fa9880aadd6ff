import type { File, Node } from '@babel/types';
import { eachChild } from './walk.ts';

/*
 * The parser recurses, and where it runs out of stack depends on what V8 has compiled so far. These limits are
 * well below, so that the verdict on a text does not: interpreted, it overflows at 293 brackets and at 325 levels.
 */

/** Brackets that may be open at once. */
const MAX_BRACKETS = 200;
/** Levels of the tree. */
const MAX_LEVELS = 250;

/**
 * Offset of the first bracket that is nested more than 200 deep; undefined when there is none.
 * Strings on one line and comments do not count. It knows no grammar, and takes time in proportion to the text.
 */
export function tooDeepAt(code: string): number | undefined {
  let open = 0;
  let at = 0;
  while (at < code.length) {
    const char = code.charAt(at);
    if (OPENING.has(char)) open += 1;
    else if (CLOSING.has(char)) open = Math.max(0, open - 1);
    if (open > MAX_BRACKETS) return at;
    at = SKIPPED.has(char) ? endOfSkipped(code, at) : at + 1;
  }
  return undefined;
}

const OPENING = new Set('([{');
const CLOSING = new Set(')]}');
const SKIPPED = new Set('\'"/');

/** Whether a tree is more than 250 levels deep. */
export function isTooDeep({ program }: File): boolean {
  const nodes: Node[] = [program];
  const levels: number[] = [0];
  let level = 0;
  const push = (child: Node): void => {
    nodes.push(child);
    levels.push(level);
  };
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    level = (levels.pop() ?? 0) + weightOf(node);
    if (level > MAX_LEVELS) return true;
    eachChild(node, push);
  }
  return false;
}

/** Chains of operators and branches take less of the stack than other forms, and are longer in real code. */
function weightOf(node: Node): number {
  // A `<` may begin type arguments, which the parser tries first.
  if (node.type === 'BinaryExpression') return node.operator === '<' ? 1 : 0.25;
  return LIGHT.get(node.type) ?? 1;
}

const LIGHT: ReadonlyMap<string, number> = new Map([
  ['LogicalExpression', 0.25],
  ['IfStatement', 0.5],
  ['ConditionalExpression', 0.5],
]);

/** Offset behind a comment or a string, or behind the character itself. */
function endOfSkipped(code: string, start: number): number {
  const char = code.charAt(start);
  if (char !== '/') return endOfString(code, start, char);
  const next = code.charAt(start + 1);
  if (next === '/') return offsetOr(code.indexOf('\n', start), code.length);
  return next === '*' ? offsetOr(code.indexOf('*/', start + 2), code.length) : start + 1;
}

/** A string ends at its quote or at the end of its line. */
function endOfString(code: string, start: number, quote: string): number {
  for (let at = start + 1; at < code.length; at += 1) {
    const char = code.charAt(at);
    if (char === '\\') at += 1;
    else if (char === '\n') return at;
    else if (char === quote) return at + 1;
  }
  return code.length;
}

function offsetOr(found: number, fallback: number): number {
  return found === -1 ? fallback : found;
}
