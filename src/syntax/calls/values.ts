import type { Node } from '@babel/types';
import type { ScopeAnalysis } from '../scope.ts';

const DATA: ReadonlySet<string> = new Set(
  `NumericLiteral StringLiteral BooleanLiteral NullLiteral BigIntLiteral RegExpLiteral TemplateLiteral ArrayExpression
   ObjectExpression BinaryExpression UnaryExpression UpdateExpression`.split(/\s+/),
);
const NAMED_DATA: ReadonlySet<string> = new Set(['undefined', 'NaN', 'Infinity']);

/** Whether the value of an expression may be a function, as far as can be seen without its context. */
// oxlint-disable-next-line complexity -- one form after another
export function mayBeFunction(node: Node, scope: ScopeAnalysis): boolean {
  if (DATA.has(node.type)) return false;
  if (node.type === 'Identifier') {
    return scope.bindings.has(node) || !NAMED_DATA.has(node.name);
  }
  if (node.type === 'AssignmentExpression') {
    return node.operator.length < 3
      ? node.operator === '=' && mayBeFunction(node.right, scope)
      : mayBeFunction(node.right, scope);
  }
  if (node.type === 'ConditionalExpression') {
    return mayBeFunction(node.consequent, scope) || mayBeFunction(node.alternate, scope);
  }
  if (node.type === 'LogicalExpression') {
    return mayBeFunction(node.left, scope) || mayBeFunction(node.right, scope);
  }
  if (node.type === 'CallExpression') return !isMath(node.callee, scope);
  // A constructor of a policy may answer anything.
  return !(node.type === 'NewExpression' && isGlobal(node.callee, scope));
}

function isMath(callee: Node, scope: ScopeAnalysis): boolean {
  return (
    callee.type === 'MemberExpression' &&
    isGlobal(callee.object, scope) &&
    callee.object.type === 'Identifier' &&
    callee.object.name === 'Math'
  );
}

/** Whether it is the name of something that the policy does not declare. */
export function isGlobal(node: Node, scope: ScopeAnalysis): node is Node & { type: 'Identifier' } {
  return node.type === 'Identifier' && !scope.bindings.has(node);
}
