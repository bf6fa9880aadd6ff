import type { Node } from '@babel/types';
import { calleeOf, isCall } from './call-nodes.ts';
import { nameOfKey } from './names.ts';

/** What may take functions out of the objects whose members they are. */
export interface Reads {
  /** Names of members that are read and not called. */
  readonly reads: Set<string>;
  /** What texts say. */
  readonly texts: Set<string>;
  /** Whether the members of an object are gone through. */
  readsAll: boolean;
}

const LISTS: ReadonlySet<string> = new Set(['keys', 'values', 'entries', 'getOwnPropertyNames']);

/** Notes what may take functions out of the objects whose members they are. */
// oxlint-disable-next-line complexity -- one form after another
export function noteReads(node: Node, parent: Node | undefined, facts: Reads): void {
  if (node.type === 'StringLiteral') facts.texts.add(node.value);
  else if (node.type === 'TemplateElement') facts.texts.add(node.value.raw);
  else if (node.type === 'ForInStatement') facts.readsAll = true;
  else if (node.type === 'ObjectProperty' && parent?.type === 'ObjectPattern') {
    facts.reads.add(nameOfKey(node.key, node.computed) ?? '');
  } else if (node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression') {
    const name = nameOfKey(node.property, node.computed) ?? '';
    if (parent === undefined || !isCall(parent) || calleeOf(parent) !== node) facts.reads.add(name);
    const isObject = node.object.type === 'Identifier' && node.object.name === 'Object';
    if (isObject && LISTS.has(name)) facts.readsAll = true;
  }
}
