import type { Node } from '@babel/types';
import type { Cut } from './rewrite-module.ts';
import { endOfName, skipClosing, skipTrivia } from './trivia.ts';
import { endOf, isNode, membersOf, startOf } from './walk.ts';

const MEMBERS: ReadonlySet<string> = new Set([
  'ClassProperty',
  'ClassPrivateProperty',
  'ClassAccessorProperty',
  'ClassMethod',
  'ClassPrivateMethod',
]);

/** A member of a class that exists for types only. */
export function erasedMember(node: Node): Cut | undefined {
  const { abstract, declare } = membersOf(node);
  const isGone =
    node.type === 'TSDeclareMethod' ||
    node.type === 'TSIndexSignature' ||
    (MEMBERS.has(node.type) && (abstract === true || declare === true));
  return isGone ? { start: startOf(node), end: endOf(node), text: ';' } : undefined;
}

/** Cuts of the modifiers and marks of a class or of one of its members; none for another node. */
export function memberMarks(code: string, node: Node): readonly Cut[] {
  if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') {
    return heritage(code, node);
  }
  const { key } = membersOf(node);
  if (!isNode(key) || (!MEMBERS.has(node.type) && node.type !== 'ObjectMethod')) return [];
  return [
    ...modifiers(code, startOf(node), startOf(key)),
    ...keyMark(code, node, endOf(key)),
    ...fieldEnd(node),
  ];
}

/** The `?` or `!` behind a key. */
function keyMark(code: string, node: Node, keyEnd: number): readonly Cut[] {
  const { optional, definite } = membersOf(node);
  if (optional !== true && definite !== true) return [];
  const at = skipMark(code, keyEnd);
  return [{ start: at, end: at + 1, text: '' }];
}

/** A semicolon behind a field without a value: one that is named like a modifier would modify the next member. */
function fieldEnd(node: Node): readonly Cut[] {
  const { value, typeAnnotation } = membersOf(node);
  if (node.type !== 'ClassProperty' || isNode(value) || !isNode(typeAnnotation)) return [];
  const at = startOf(typeAnnotation);
  return [{ start: at, end: at, text: ';' }];
}

/** The first `?` or `!` behind a key, which may be in brackets. */
function skipMark(code: string, keyEnd: number): number {
  const at = skipClosing(code, keyEnd);
  return code.charAt(at) === ']' ? skipTrivia(code, at + 1) : at;
}

const MODIFIERS = new Set(['public', 'private', 'protected', 'readonly', 'override', 'declare']);

/** Modifiers before a key. A semicolon in place of the first one ends the member before it. */
function modifiers(code: string, start: number, keyStart: number): Cut[] {
  const cuts: Cut[] = [];
  for (let at = skipTrivia(code, start); at < keyStart;) {
    const end = Math.max(endOfName(code, at), at + 1);
    if (MODIFIERS.has(code.slice(at, end))) {
      cuts.push({ start: at, end, text: at === start ? ';' : '' });
    }
    at = skipTrivia(code, end);
  }
  return cuts;
}

/** `abstract` before a class, and the interfaces behind it. */
function heritage(code: string, node: Node): readonly Cut[] {
  const { abstract, implements: interfaces } = membersOf(node);
  const cuts: Cut[] = [];
  if (abstract === true) {
    const at = code.indexOf('abstract', startOf(node));
    cuts.push({ start: at, end: at + 'abstract'.length, text: '' });
  }
  const listed: unknown[] = Array.isArray(interfaces) ? interfaces : [];
  const [first] = listed;
  const last = listed.at(-1);
  if (isNode(first) && isNode(last)) {
    const start = code.lastIndexOf('implements', startOf(first));
    cuts.push({ start, end: endOf(last), text: '' });
  }
  return cuts;
}
