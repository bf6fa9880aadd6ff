import type { File, Node } from '@babel/types';
import { boundIdentifiers, type Binding, type ScopeAnalysis } from './scope.ts';
import { walk } from './walk.ts';

/** Says whether an expression can be seen to be no string and no object: a number, a boolean or nothing. */
export type IsPlain = (node: Node) => boolean;

/**
 * Reads from the text of a module which of its expressions are plain. A name is plain when everything that
 * is assigned to it is.
 */
export function plainValues(ast: File, scope: ScopeAnalysis): IsPlain {
  const writes = writesOf(ast, scope);
  const plain = new Set([...writes].flatMap(([binding, values]) => (values ? [binding] : [])));
  const facts: Facts = { scope, plain, arrays: typedArrays(writes, scope) };
  // Whatever is assigned from a name that is not plain is not plain either.
  for (let before = -1; before !== plain.size;) {
    before = plain.size;
    for (const binding of plain) {
      const values = writes.get(binding) ?? [];
      if (!values.every((value) => isPlain(value, facts))) plain.delete(binding);
    }
  }
  return (node) => isPlain(node, facts);
}

interface Facts {
  readonly scope: ScopeAnalysis;
  readonly plain: ReadonlySet<Binding>;
  /** Names of arrays that hold numbers and nothing else. */
  readonly arrays: ReadonlySet<Binding>;
}

/** Everything that is assigned to a name; undefined when that cannot be told. */
type Writes = Map<Binding, Node[] | undefined>;

const NAMED: ReadonlySet<string> = new Set(['var', 'let', 'const']);

function writesOf(ast: File, scope: ScopeAnalysis): Writes {
  const writes: Writes = new Map();
  /** Declarations whose values come from a loop. */
  const heads = new Set<Node>();
  const add = (target: Node, value: Node | undefined): void => {
    for (const identifier of boundIdentifiers(target)) {
      const binding = scope.bindings.get(identifier);
      if (binding === undefined) continue;
      const known = writes.has(binding) ? writes.get(binding) : [];
      const isSimple = target === identifier && NAMED.has(binding.kind);
      writes.set(binding, isSimple && value && known ? [...known, value] : undefined);
    }
  };
  walk(ast.program, (node, parent) => {
    if (node.type === 'VariableDeclarator') {
      const isHead = parent !== undefined && heads.has(parent);
      add(node.id, node.init ?? (isHead ? undefined : NOTHING));
    } else if (node.type === 'AssignmentExpression') {
      add(node.left, node.operator === '=' ? node.right : node);
    } else if (node.type === 'UpdateExpression') add(node.argument, node);
    else if (isLoop(node)) {
      if (node.left.type === 'VariableDeclaration') heads.add(node.left);
      else add(node.left, undefined);
    }
  });
  return writes;
}

function isLoop(node: Node): node is Node & { type: 'ForInStatement' | 'ForOfStatement' } {
  return node.type === 'ForInStatement' || node.type === 'ForOfStatement';
}

const NOTHING: Node = { type: 'NullLiteral' };
/** Expressions nested deeper are taken for anything. */
const DEEPEST = 100;

const ARITHMETIC: ReadonlySet<string> = new Set(
  '- * / % ** | & ^ << >> >>> == != === !== < <= > >= in instanceof'.split(' '),
);

type Also = (part: Node) => boolean;
type Rules = {
  readonly [T in Node['type']]?: (
    node: Extract<Node, { type: T }>,
    also: Also,
    facts: Facts,
  ) => boolean;
};

const RULES: Rules = {
  NumericLiteral: () => true,
  BooleanLiteral: () => true,
  NullLiteral: () => true,
  UpdateExpression: () => true,
  Identifier: (node, _, facts) => isPlainName(node, facts),
  UnaryExpression: ({ operator }) => operator !== 'typeof',
  BinaryExpression: ({ operator, left, right }, also) =>
    ARITHMETIC.has(operator) || (also(left) && also(right)),
  ConditionalExpression: ({ consequent, alternate }, also) => also(consequent) && also(alternate),
  LogicalExpression: ({ left, right }, also) => also(left) && also(right),
  AssignmentExpression: isPlainAssignment,
  CallExpression: ({ callee }, _, facts) => isArithmeticCall(callee, facts),
  MemberExpression: (node, also, facts) => isElement(node, facts) && also(node.property),
};

function isPlain(node: Node, facts: Facts, depth = 0): boolean {
  if (depth > DEEPEST) return false;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the rule of its own type
  const rule = RULES[node.type] as ((one: Node, also: Also, known: Facts) => boolean) | undefined;
  return rule?.(node, (part) => isPlain(part, facts, depth + 1), facts) ?? false;
}

function isPlainName(node: Node & { type: 'Identifier' }, { scope, plain }: Facts): boolean {
  const binding = scope.bindings.get(node);
  if (binding !== undefined) return plain.has(binding);
  return node.name === 'Infinity' || node.name === 'NaN' || node.name === 'undefined';
}

function isPlainAssignment(
  { operator, left, right }: Node & { type: 'AssignmentExpression' },
  also: IsPlain,
): boolean {
  if (operator === '=') return also(right);
  return ARITHMETIC.has(operator.slice(0, -1)) || (also(left) && also(right));
}

/** `Math.max` and its like. */
function isArithmeticCall(callee: Node, { scope }: Facts): boolean {
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return false;
  return callee.object.name === 'Math' && scope.bindings.get(callee.object) === undefined;
}

/** An element of a typed array that a constant names. */
function isElement(node: Node & { type: 'MemberExpression' }, facts: Facts): boolean {
  if (!node.computed || node.object.type !== 'Identifier') return false;
  const binding = facts.scope.bindings.get(node.object);
  return binding !== undefined && facts.arrays.has(binding);
}

const TYPED =
  /^(?:Int8|Uint8|Uint8Clamped|Int16|Uint16|Int32|Uint32|Float16|Float32|Float64)Array$/;

function typedArrays(writes: Writes, scope: ScopeAnalysis): ReadonlySet<Binding> {
  const isTyped = (node: Node): boolean =>
    node.type === 'NewExpression' &&
    node.callee.type === 'Identifier' &&
    TYPED.test(node.callee.name) &&
    scope.bindings.get(node.callee) === undefined;
  return new Set(
    [...writes].flatMap(([binding, values]) => (values?.every(isTyped) ? [binding] : [])),
  );
}
