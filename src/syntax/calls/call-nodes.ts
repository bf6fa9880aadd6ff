import type { Node } from '@babel/types';
import { nameOfKey } from './names.ts';

/** An expression that calls something. */
export type Call = Node & {
  type: 'CallExpression' | 'OptionalCallExpression' | 'NewExpression' | 'TaggedTemplateExpression';
};

/** Whether a node calls something. */
export function isCall(node: Node): node is Call {
  return (
    node.type === 'CallExpression' ||
    node.type === 'OptionalCallExpression' ||
    node.type === 'NewExpression' ||
    node.type === 'TaggedTemplateExpression'
  );
}

/** What a call hands over. */
export function argumentsOf(node: Call): readonly Node[] {
  return node.type === 'TaggedTemplateExpression' ? node.quasi.expressions : node.arguments;
}

/** What a call calls. */
export function calleeOf(node: Call): Node {
  return node.type === 'TaggedTemplateExpression' ? node.tag : node.callee;
}

/** Whether a call spreads something into its arguments. */
export function hasSpread(node: Call): boolean {
  return argumentsOf(node).some(({ type }) => type === 'SpreadElement');
}

/** The name under which a value becomes a member of something. */
// oxlint-disable-next-line complexity -- one form after another
export function memberNameOf(node: Node, parent: Node): string | undefined {
  if (node.type === 'ObjectMethod' || node.type === 'ClassMethod') {
    return node.kind === 'constructor' ? undefined : nameOfKey(node.key, node.computed);
  }
  if (node.type === 'ClassPrivateMethod') return nameOfKey(node.key, false);
  const isProperty = parent.type === 'ObjectProperty' || parent.type === 'ClassProperty';
  if (isProperty && parent.value === node) return nameOfKey(parent.key, parent.computed ?? false);
  if (parent.type === 'ClassPrivateProperty') return nameOfKey(parent.key, false);
  if (parent.type !== 'AssignmentExpression' || parent.right !== node) return undefined;
  const { left } = parent;
  return left.type === 'MemberExpression' ? nameOfKey(left.property, left.computed) : undefined;
}
