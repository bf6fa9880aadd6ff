import type { Node } from '@babel/types';
import { isFunction, type ScopeAnalysis } from '../scope.ts';
import { nameOfKey } from './names.ts';
import { isGlobal, mayBeFunction } from './values.ts';

/** Methods of a policy that the engine calls where the text shows no call. */
export const HOOKS: readonly string[] =
  'toString valueOf toJSON toLocaleString next return throw join exec __proto__'.split(' ');
/** Builtins and members through which such calls come about. */
const GLOBALS: ReadonlySet<string> = new Set(['Symbol', 'Reflect', 'Proxy', 'Iterator']);
const MEMBERS: ReadonlySet<string> = new Set(
  `constructor __proto__ defineProperty defineProperties setPrototypeOf create fromEntries __defineGetter__
   __defineSetter__ union intersection difference symmetricDifference isSubsetOf isSupersetOf
   isDisjointFrom`.split(/\s+/),
);
const OWN_PARENTS = /^(?:Error|(?:Eval|Range|Reference|Syntax|Type|URI)Error)$/;

/**
 * Whether a node may make the engine call functions of the policy where the text shows no call: accessors, generators,
 * conversions, names that are known at run time only. One is enough to take everything for such a call.
 */
// oxlint-disable-next-line complexity -- one form after another
export function hidesCalls(node: Node, parent: Node | undefined, scope: ScopeAnalysis): boolean {
  if (isFunction(node)) return isHiddenFunction(node);
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- the others hide none
  switch (node.type) {
    case 'Identifier':
      return GLOBALS.has(node.name) && isGlobal(node, scope);
    case 'MetaProperty':
      return true;
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return MEMBERS.has(nameOfKey(node.property, node.computed) ?? '');
    case 'ObjectProperty':
      return parent?.type === 'ObjectExpression' && isNameless(node, node.value, scope);
    case 'ClassProperty':
      return node.value ? isNameless(node, node.value, scope) : false;
    case 'ClassExpression':
      // The scopes know nothing of a name of its own.
      return Boolean(node.id) || isOfBuiltin(node.superClass, scope);
    case 'ClassDeclaration':
      return isOfBuiltin(node.superClass, scope);
    default:
      return false;
  }
}

function isHiddenFunction(node: Node): boolean {
  if ('generator' in node && node.generator === true) return true;
  if (node.type !== 'ObjectMethod' && node.type !== 'ClassMethod') {
    return node.type === 'ClassPrivateMethod' && node.kind !== 'method';
  }
  const isAccessor = node.kind === 'get' || node.kind === 'set';
  return isAccessor || nameOfKey(node.key, node.computed) === undefined;
}

function isNameless(
  node: { readonly key: Node; readonly computed?: boolean | null | undefined },
  value: Node,
  scope: ScopeAnalysis,
): boolean {
  return nameOfKey(node.key, node.computed === true) === undefined && mayBeFunction(value, scope);
}

function isOfBuiltin(parent: Node | null | undefined, scope: ScopeAnalysis): boolean {
  return parent ? isGlobal(parent, scope) && !OWN_PARENTS.test(parent.name) : false;
}
