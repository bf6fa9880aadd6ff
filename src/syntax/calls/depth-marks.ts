import type { Class, Function as FunctionNode, Node } from '@babel/types';
import { NESTED_CALLS } from '../../core/nested-calls.ts';
import type { Insertions } from '../caught-errors.ts';
import { isFunction } from '../scope.ts';
import { endOf, startOf } from '../walk.ts';
import type { CountedCalls } from './counted-calls.ts';

interface Marking {
  readonly calls: CountedCalls;
  /** What the names begin with that no text contains. */
  readonly name: string;
  /** Whether steps are counted, too. */
  readonly metered: boolean;
  readonly insertions: Insertions;
}

/**
 * Answers what makes a node of a program count how deep its calls nest, in `d.n`: a function adds its own weight while
 * it runs, and calls `f` where that is too much. To be called with each node of a tree, parents first.
 */
export function depthMarker(marking: Marking): (node: Node, parent: Node | undefined) => void {
  const { calls } = marking;
  /** The whole optional chain that each part of one belongs to. */
  const chains = new Map<Node, Node>();
  // oxlint-disable-next-line complexity -- one form after another
  return (node, parent) => {
    if (isOptional(node))
      chains.set(node, (parent && isHeadOf(node, parent) && chains.get(parent)) || node);
    const weight = calls.functions.get(node);
    if (weight !== undefined && isFunction(node)) markFunction(node, weight, marking);
    if (node.type === 'ClassBody') markFields(node, marking);
    if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression')
      markClass(node, marking);
    const caught = calls.catches.get(node);
    if (caught !== undefined && node.type === 'CatchClause') {
      const { name, insertions } = marking;
      insertions.open(startOf(node.body) + 1, `${name}d.n=${name}D+${caught};`);
    }
    const goesOn = calls.spreads.get(node);
    if (goesOn !== undefined)
      markSpreads(node, { whole: chains.get(node) ?? node, goesOn }, marking);
  };
}

function isOptional(node: Node): boolean {
  return node.type === 'OptionalMemberExpression' || node.type === 'OptionalCallExpression';
}

function isHeadOf(node: Node, parent: Node): boolean {
  if (parent.type === 'OptionalMemberExpression') return parent.object === node;
  return parent.type === 'OptionalCallExpression' && parent.callee === node;
}

function enter(name: string, weight: number): string {
  return `const ${name}D=${name}d.n;${name}d.n=${name}D+${weight};try{if(${name}D>${NESTED_CALLS.most - weight})${name}f();`;
}

function leave(name: string): string {
  return `}finally{${name}d.n=${name}D}`;
}

function markFunction(node: FunctionNode, weight: number, marking: Marking): void {
  const { name, insertions } = marking;
  const { body } = node;
  for (const param of node.params) {
    for (const value of valuesIn(param)) markValue(value, weight, marking);
  }
  // Whoever resumes a generator counts it.
  if (node.generator === true) return;
  if (body.type === 'BlockStatement') {
    if (body.body.length === 0) return;
    insertions.open(startOf(body) + 1, enter(name, weight));
    insertions.close(endOf(body) - 1, leave(name));
    return;
  }
  const parenthesis = body.extra?.['parenStart'];
  const start = typeof parenthesis === 'number' ? parenthesis : startOf(body);
  insertions.open(start, `{${enter(name, weight)}return(`);
  insertions.close(endOf(node), `)${leave(name)}}`);
}

/** The expressions that a parameter runs. */
function valuesIn(pattern: Node): readonly Node[] {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- nothing else is a pattern
  switch (pattern.type) {
    case 'AssignmentPattern':
      return [...valuesIn(pattern.left), pattern.right];
    case 'RestElement':
      return valuesIn(pattern.argument);
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? valuesIn(element) : []));
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        property.type === 'RestElement'
          ? valuesIn(property)
          : [...(property.computed ? [property.key] : []), ...valuesIn(property.value)],
      );
    default:
      return [];
  }
}

const CALLS_NOTHING: ReadonlySet<string> = new Set(
  `Identifier NumericLiteral StringLiteral BooleanLiteral NullLiteral BigIntLiteral RegExpLiteral ThisExpression
   ArrowFunctionExpression FunctionExpression`.split(/\s+/),
);

/** An expression that runs outside of a body counts by itself. */
function markValue(value: Node, weight: number, { name, insertions }: Marking): void {
  if (CALLS_NOTHING.has(value.type)) return;
  insertions.open(startOf(value), `${name}g(${weight},()=>(`);
  insertions.close(endOf(value), '))');
}

function markFields(body: Node & { type: 'ClassBody' }, marking: Marking): void {
  const weight = marking.calls.fields.get(body);
  if (weight === undefined) return;
  for (const member of body.body) {
    const isField = member.type === 'ClassProperty' || member.type === 'ClassPrivateProperty';
    if (isField && !member.static && member.value) markValue(member.value, weight, marking);
  }
}

/** Writes the constructor of a derived class that has none. */
function markClass(node: Class, { calls, name, metered, insertions }: Marking): void {
  const weight = calls.constructors.get(node);
  if (weight === undefined) return;
  const given = metered ? `${name}s((${name}A))` : `${name}A`;
  const body = `${enter(name, weight)}super(...${given});${leave(name)}`;
  insertions.open(startOf(node.body) + 1, `constructor(...${name}A){${body}}`);
}

/** Arguments that are spread lie on the stack while the call lasts. */
function markSpreads(
  node: Node,
  { whole, goesOn }: { readonly whole: Node; readonly goesOn: boolean },
  { name, insertions }: Marking,
): void {
  if (!('arguments' in node)) return;
  if (goesOn) {
    insertions.open(startOf(whole), `${name}r(${name}d.n,`);
    insertions.close(endOf(whole), ')');
  }
  for (const argument of node.arguments) {
    if (argument.type !== 'SpreadElement') continue;
    insertions.open(startOf(argument.argument), `${name}${goesOn ? 'b' : 'a'}((`);
    insertions.close(endOf(argument.argument), '))');
  }
}
