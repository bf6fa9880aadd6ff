import { createHash } from 'node:crypto';
import type { File, Node } from '@babel/types';
import type { Cut } from './rewrite-module.ts';
import { endOf, isNode, membersOf, startOf, walk } from './walk.ts';

/**
 * A name for the function that counts the steps of these texts. It holds a digest of them, so no
 * candidate can contain its own name, however it is spelt, and shadow it.
 */
export function stepNameOf(texts: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(texts)).digest('hex');
  return `$step_${hash.slice(0, 24)}`;
}

/**
 * Where a module must call `name` so that every turn of a loop, every call of one of its functions and
 * every value of a class field counts: insertions in the order of the text, none of which adds a line.
 * The work between two of them is bounded by the length of the text, except inside builtins.
 */
export function stepMarks(ast: File, name: string): Cut[] {
  const opening: Cut[] = [];
  const closing: Cut[] = [];
  const insert = (open: readonly [number, string], close?: readonly [number, string]): void => {
    opening.push({ start: open[0], end: open[0], text: open[1] });
    if (close !== undefined) closing.push({ start: close[0], end: close[0], text: close[1] });
  };
  walk(ast.program, (node) => {
    const body = repeatedPart(node);
    if (body === undefined) return;
    if (body.type === 'BlockStatement') insert([startOf(body) + 1, `${name}();`]);
    else if (isStatement(body)) insert([startOf(body), `{${name}();`], [endOf(body), '}']);
    else insert([startOf(body), `(${name}(),`], [endOf(body), ')']);
  });
  // The inner of two that end together closes first, and whatever closes does so before the next opens.
  return [...closing.toReversed(), ...opening].toSorted((one, other) => one.start - other.start);
}

/** The member of a node that runs once a turn, a call or an instance. */
const REPEATED: ReadonlyMap<string, 'body' | 'value'> = new Map([
  ['ForStatement', 'body'],
  ['ForInStatement', 'body'],
  ['ForOfStatement', 'body'],
  ['WhileStatement', 'body'],
  ['DoWhileStatement', 'body'],
  ['FunctionDeclaration', 'body'],
  ['FunctionExpression', 'body'],
  ['ArrowFunctionExpression', 'body'],
  ['ObjectMethod', 'body'],
  ['ClassMethod', 'body'],
  ['ClassPrivateMethod', 'body'],
  ['ClassProperty', 'value'],
  ['ClassPrivateProperty', 'value'],
  ['ClassAccessorProperty', 'value'],
]);

function repeatedPart(node: Node): Node | undefined {
  const key = REPEATED.get(node.type);
  const part = key === undefined ? undefined : membersOf(node)[key];
  return isNode(part) ? part : undefined;
}

/** The body of a loop is a statement; that of an arrow function, and a field's value, an expression. */
function isStatement(node: Node): boolean {
  return node.type.endsWith('Statement');
}
