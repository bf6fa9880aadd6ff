import type { Node } from '@babel/types';

/** A number as TypeScript: the shortest text that reads back as the same number. */
export function printNumber(value: number): string {
  return String(value === 0 ? 0 : value);
}

/** An expression that can stand next to any operator. */
export function asOperand(text: string): string {
  return ATOMS.some((atom) => atom.test(text)) ? text : `(${text})`;
}

/** Texts that need no parentheses: names, fields, elements, simple calls, strings. */
const ATOMS = [/^[\w$.]+(?:\[\w+\]!?)?$/, /^[\w$.]+\([\w$., ]*\)$/, /^'[^'\\]*'$/];

/** Whether parentheses stand around an expression; they lie outside its offsets. */
export function isParenthesized(node: Node): boolean {
  return node.extra?.['parenthesized'] === true;
}
