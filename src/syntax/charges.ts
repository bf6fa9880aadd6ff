import type { File, LVal, Node } from '@babel/types';
import { plainValues, type IsPlain } from './plain-values.ts';
import { analyseScope, type ScopeAnalysis } from './scope.ts';
import { walk } from './walk.ts';

/**
 * The function that an expression's value goes through, because the engine works on the whole of it: `s` elements of
 * an iterable that is spread or collected, `p` properties that are copied, `k` keys that are enumerated, `t` a text
 * that was put together, `y` a delegation to another iterator, `l` a length that is set, `n` an object made by `new`.
 */
export type ChargeHelper = 's' | 'p' | 'k' | 't' | 'y' | 'l' | 'n';

/** The expressions of a module whose values are charged by their size. */
export function chargesOf(ast: File): ReadonlyMap<Node, ChargeHelper> {
  const charges = new Map<Node, ChargeHelper>();
  const scope = analyseScope(ast);
  const isPlain = plainValues(ast, scope);
  walk(ast.program, (node, parent) => {
    const [value, helper] = chargeOf(node, { parent, isPlain, scope }) ?? [];
    if (value !== undefined && helper !== undefined) charges.set(value, helper);
  });
  return charges;
}

type Charged = readonly [value: Node, helper: ChargeHelper] | undefined;

interface Place {
  readonly parent: Node | undefined;
  readonly isPlain: IsPlain;
  readonly scope: ScopeAnalysis;
}

type Rules = {
  readonly [T in Node['type']]?: (node: Extract<Node, { type: T }>, place: Place) => Charged;
};

const RULES: Rules = {
  SpreadElement: ({ argument }, { parent }) => [
    argument,
    parent?.type === 'ObjectExpression' ? 'p' : 's',
  ],
  VariableDeclarator: ({ id, init }) => (init ? collected(id, init) : undefined),
  AssignmentExpression: chargeOfAssignment,
  ForInStatement: ({ right }) => [right, 'k'],
  NewExpression: (node, { scope }) => (isSmall(node.callee, scope) ? undefined : [node, 'n']),
  YieldExpression: ({ delegate, argument }) => (delegate && argument ? [argument, 'y'] : undefined),
  TemplateLiteral: (node, { parent }) =>
    parent?.type !== 'TaggedTemplateExpression' && node.expressions.length > 0
      ? [node, 't']
      : undefined,
  BinaryExpression: (node, { parent, isPlain }) =>
    isConcatenation(node) && !(parent && isConcatenation(parent)) && !isPlain(node)
      ? [node, 't']
      : undefined,
};

function chargeOf(node: Node, place: Place): Charged {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the rule of its own type
  const rule = RULES[node.type] as ((one: Node, at: Place) => Charged) | undefined;
  return rule?.(node, place);
}

function chargeOfAssignment(
  node: Node & { type: 'AssignmentExpression' },
  { isPlain }: Place,
): Charged {
  const { operator, left, right } = node;
  if (operator === '+=') return isPlain(node) ? undefined : [node, 't'];
  if (setsLength(left)) return [right, 'l'];
  return operator === '=' ? collected(left, right) : undefined;
}

const SMALL = /^(?:Map|Set|WeakMap|WeakSet|Error|(?:Eval|Range|Reference|Syntax|Type|URI)Error)$/;

/** Whether it is known to make an object that begins empty. */
function isSmall(callee: Node, scope: ScopeAnalysis): boolean {
  if (callee.type !== 'Identifier') return false;
  const binding = scope.bindings.get(callee);
  if (binding === undefined) return SMALL.test(callee.name);
  const { declaration, written } = binding;
  return declaration.type === 'ClassDeclaration' && !declaration.superClass && !written;
}

/** Arrays and objects that a pattern makes of what is left. */
function collected(pattern: Node | LVal, value: Node): Charged {
  if (pattern.type === 'ArrayPattern') {
    return pattern.elements.some((element) => element?.type === 'RestElement')
      ? [value, 's']
      : undefined;
  }
  if (pattern.type !== 'ObjectPattern') return undefined;
  return pattern.properties.some(({ type }) => type === 'RestElement') ? [value, 'p'] : undefined;
}

function isConcatenation(node: Node): boolean {
  return node.type === 'BinaryExpression' && node.operator === '+';
}

function setsLength(target: Node): boolean {
  if (target.type !== 'MemberExpression') return false;
  const { property, computed } = target;
  if (computed) return property.type === 'StringLiteral' && property.value === 'length';
  return property.type === 'Identifier' && property.name === 'length';
}
