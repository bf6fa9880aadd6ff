import type { Node } from '@babel/types';
import { asOperand, isParenthesized } from '../syntax/operands.ts';
import { endOf, membersOf, startOf, walk } from '../syntax/walk.ts';
import { constantsOf, randomCondition, randomExpression, replaceExpression } from './fragments.ts';
import { type Operator, pickFrom } from './operator.ts';
import { type ExpressionSite, isInside, type ProgramTree, textOf } from './program-tree.ts';
import type { TextEdit } from '../syntax/text-edits.ts';

const FAMILIES: readonly (readonly string[])[] = [
  ['+', '-', '*', '/'],
  ['<', '<=', '>', '>='],
  ['===', '!=='],
  ['&&', '||'],
];
const UNARY_MATH = ['abs', 'floor', 'ceil', 'round', 'sqrt', 'log1p', 'exp', 'log', 'tanh', 'sign'];
const BINARY_MATH = ['min', 'max'];

/** Exchanges the operator between two operands for one of its family. */
function swapOperator(name: string, weight: number, family: number): Operator {
  const operators = FAMILIES[family] ?? [];
  return {
    name,
    weight,
    apply(tree, { rng }) {
      const sites = tree.expressions.filter(({ node }) =>
        operators.includes(String(membersOf(node)['operator'])),
      );
      const node = pickFrom(rng, sites)?.node;
      if (node?.type !== 'BinaryExpression' && node?.type !== 'LogicalExpression') return undefined;
      const { operator } = node;
      const other = rng.pick(operators.filter((text) => text !== operator));
      const gap = tree.code.slice(endOf(node.left), startOf(node.right));
      const at = gap.indexOf(operator);
      if (at < 0 || gap.includes('/*') || gap.includes('//')) return undefined;
      const start = endOf(node.left) + at;
      return [{ start, end: start + operator.length, text: other }];
    },
  };
}

const swapOperands: Operator = {
  name: 'swap operands',
  weight: 3,
  apply(tree, { rng }) {
    const sites = tree.expressions.filter(({ node }) =>
      ['-', '/', '%', '<', '<=', '>', '>='].includes(String(membersOf(node)['operator'])),
    );
    const node = pickFrom(rng, sites)?.node;
    return node?.type === 'BinaryExpression' ? exchange(tree, node.left, node.right) : undefined;
  },
};

const swapAlternatives: Operator = {
  name: 'swap the results of a choice',
  weight: 2,
  apply(tree, { rng }) {
    const sites = tree.expressions.filter(({ node }) => node.type === 'ConditionalExpression');
    const node = pickFrom(rng, sites)?.node;
    if (node?.type !== 'ConditionalExpression') return undefined;
    return exchange(tree, node.consequent, node.alternate);
  },
};

function exchange(tree: ProgramTree, first: Node, second: Node): readonly TextEdit[] {
  const put = (place: Node, value: Node): TextEdit => {
    const text = textOf(tree, value);
    const plain = isParenthesized(place) ? text : asOperand(text);
    return { start: startOf(place), end: endOf(place), text: plain };
  };
  return [put(first, second), put(second, first)];
}

const negateCondition: Operator = {
  name: 'negate a condition',
  weight: 3,
  apply(tree, { rng }) {
    const site = pickFrom(rng, ofKind(tree, 'boolean'));
    if (site === undefined) return undefined;
    const { node } = site;
    if (node.type === 'UnaryExpression' && node.operator === '!') {
      return [replaceExpression(site, textOf(tree, node.argument))];
    }
    return [replaceExpression(site, `!${asOperand(textOf(tree, node))}`)];
  },
};

const replaceWithOther: Operator = {
  name: 'replace an expression',
  weight: 12,
  apply(tree, { rng }) {
    const site = pickFrom(rng, tree.expressions);
    if (site === undefined) return undefined;
    return [replaceExpression(site, randomExpression(tree, site, rng))];
  },
};

const insertOperation: Operator = {
  name: 'insert an operation',
  weight: 12,
  apply(tree, { rng }) {
    const site = pickFrom(rng, ofKind(tree, 'number'));
    if (site === undefined) return undefined;
    const text = asOperand(textOf(tree, site.node));
    const other = asOperand(randomExpression(tree, site, rng));
    const operator = rng.pick(['+', '+', '-', '*', '*', '/']);
    if (operator !== '+' || rng.next() < 0.5) {
      return [replaceExpression(site, `${text} ${operator} ${other}`)];
    }
    const factor = rng.pick(constantsOf(tree));
    return [replaceExpression(site, `${text} + ${asOperand(factor)} * ${other}`)];
  },
};

const addCondition: Operator = {
  name: 'extend a condition',
  weight: 6,
  apply(tree, { rng }) {
    const site = pickFrom(rng, ofKind(tree, 'boolean'));
    if (site === undefined) return undefined;
    const text = asOperand(textOf(tree, site.node));
    const condition = asOperand(randomCondition(tree, site.node, rng));
    return [replaceExpression(site, `${text} ${rng.pick(['&&', '||'])} ${condition}`)];
  },
};

/** Turns a value into a choice between it and another. */
const chooseValue: Operator = {
  name: 'make a value depend on a condition',
  weight: 5,
  apply(tree, { rng }) {
    const site = pickFrom(rng, tree.expressions);
    if (site === undefined || site.kind === 'boolean') return undefined;
    const condition = randomCondition(tree, site.node, rng);
    const other = asOperand(randomExpression(tree, site, rng));
    const text = asOperand(textOf(tree, site.node));
    return [replaceExpression(site, `${condition} ? ${other} : ${text}`)];
  },
};

/** Keeps one part of an expression and drops what is around it. */
const shrink: Operator = {
  name: 'shrink an expression',
  weight: 7,
  apply(tree, { rng }) {
    const site = pickFrom(rng, tree.expressions);
    if (site === undefined) return undefined;
    const inner = tree.expressions.filter(
      ({ node, kind }) => kind === site.kind && node !== site.node && isInside(node, site.node),
    );
    const part = pickFrom(rng, inner);
    return part && [replaceExpression(site, textOf(tree, part.node))];
  },
};

const wrapMath: Operator = {
  name: 'apply a function of Math',
  weight: 6,
  apply(tree, { rng }) {
    const site = pickFrom(rng, ofKind(tree, 'number'));
    if (site === undefined) return undefined;
    const text = textOf(tree, site.node);
    const call =
      rng.next() < 0.5
        ? `Math.${rng.pick(UNARY_MATH)}(${text})`
        : `Math.${rng.pick(BINARY_MATH)}(${text}, ${randomExpression(tree, site, rng)})`;
    return [replaceExpression(site, call)];
  },
};

const swapMath: Operator = {
  name: 'exchange a function of Math',
  weight: 3,
  apply(tree, { rng }) {
    const names = calledMath(tree);
    const found = pickFrom(rng, names);
    if (found === undefined) return undefined;
    const family = [UNARY_MATH, BINARY_MATH].find((list) => list.includes(found.name));
    const others = (family ?? []).filter((name) => name !== found.name);
    const other = pickFrom(rng, others);
    return other === undefined ? undefined : [{ ...found.place, text: other }];
  },
};

function calledMath(
  tree: ProgramTree,
): { readonly name: string; readonly place: Pick<TextEdit, 'start' | 'end'> }[] {
  return tree.expressions.flatMap(({ node }) => {
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return [];
    const { object, property } = node.callee;
    const isMath = object.type === 'Identifier' && object.name === 'Math';
    if (!isMath || property.type !== 'Identifier') return [];
    return [{ name: property.name, place: { start: startOf(property), end: endOf(property) } }];
  });
}

/** Reads another field of the same object: `state.done` becomes `state.elapsed`. */
const swapProperty: Operator = {
  name: 'read another property',
  weight: 7,
  apply(tree, { rng }) {
    const sites = tree.expressions.filter(
      ({ node }) => node.type === 'MemberExpression' && !node.computed,
    );
    const site = pickFrom(rng, sites);
    if (site?.node.type !== 'MemberExpression') return undefined;
    const { object, property } = site.node;
    const others = siblingsOf(tree, object, site).filter((name) => name !== textOf(tree, property));
    const other = pickFrom(rng, others);
    if (other === undefined) return undefined;
    return [{ start: startOf(property), end: endOf(property), text: other }];
  },
};

/** Fields of a kind that an object is declared to have, or is seen to have elsewhere. */
function siblingsOf(tree: ProgramTree, object: Node, { kind }: ExpressionSite): string[] {
  const shape = tree.shapes.of(object);
  if (shape.kind === 'object') {
    return [...shape.fields].flatMap(([name, field]) => (field.kind === kind ? [name] : []));
  }
  const owner = textOf(tree, object);
  const found = new Set<string>();
  walk(tree.ast.program, (node) => {
    if (node.type !== 'MemberExpression' || node.computed) return;
    const isSeen = textOf(tree, node.object) === owner && tree.shapes.of(node).kind === kind;
    if (isSeen) found.add(textOf(tree, node.property));
  });
  return [...found];
}

function ofKind(tree: ProgramTree, kind: ExpressionSite['kind']): ExpressionSite[] {
  return tree.expressions.filter((site) => site.kind === kind);
}

/** Operators on expressions that need nothing but the program itself. */
export const expressionOperators: readonly Operator[] = [
  swapOperator('swap an arithmetic operator', 6, 0),
  swapOperator('swap a comparison', 4, 1),
  swapOperator('swap an equality', 1, 2),
  swapOperator('swap && and ||', 2, 3),
  swapOperands,
  swapAlternatives,
  negateCondition,
  replaceWithOther,
  insertOperation,
  addCondition,
  chooseValue,
  shrink,
  wrapMath,
  swapMath,
  swapProperty,
];
