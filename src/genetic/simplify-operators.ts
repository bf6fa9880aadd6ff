import type { Node } from '@babel/types';
import { asOperand, printNumber } from '../syntax/operands.ts';
import type { Binding } from '../syntax/scope.ts';
import { endOf, membersOf, startOf } from '../syntax/walk.ts';

import { fits, replaceExpression } from './fragments.ts';
import { type Operator, pickFrom } from './operator.ts';
import { type ExpressionSite, type ProgramTree, textOf, visibleAt } from './program-tree.ts';
import { pickTwoWayIf, removal } from './statement-places.ts';
import type { TextEdit } from '../syntax/text-edits.ts';

const FOLD: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

/** Folds arithmetic: constants, `x * 1`, `x + 0`, `0 * x`. */
const foldArithmetic: Operator = {
  name: 'fold arithmetic',
  weight: 2,
  apply(tree, { rng }) {
    const found = tree.expressions.flatMap((site) => {
      const text = folded(tree, site);
      return text === undefined ? [] : [{ site, text }];
    });
    const choice = pickFrom(rng, found);
    return choice && [replaceExpression(choice.site, choice.text)];
  },
};

function folded(tree: ProgramTree, { node }: ExpressionSite): string | undefined {
  if (node.type !== 'BinaryExpression') return undefined;
  const { left, right, operator } = node;
  const a = valueOf(left);
  const b = valueOf(right);
  if (a !== undefined && b !== undefined) {
    return computed(operator, a, b);
  }
  if (b !== undefined) return withConstant(operator, b, textOf(tree, left));
  const commutes = operator === '+' || operator === '*';
  return a !== undefined && commutes ? withConstant(operator, a, textOf(tree, right)) : undefined;
}

function computed(operator: string, a: number, b: number): string | undefined {
  const value = FOLD[operator]?.(a, b) ?? Number.NaN;
  return Number.isFinite(value) ? printNumber(value) : undefined;
}

/** Result of an operation with a neutral or an absorbing constant. */
function withConstant(operator: string, constant: number, other: string): string | undefined {
  if (operator === '*' && constant === 0) return '0';
  return NEUTRAL[operator] === constant ? other : undefined;
}

function valueOf(node: Node): number | undefined {
  return node.type === 'NumericLiteral' ? node.value : undefined;
}

const NEUTRAL: Readonly<Record<string, number>> = { '+': 0, '-': 0, '*': 1, '/': 1 };

/** Drops an unreachable branch, or an `else`. */
const dropBranch: Operator = {
  name: 'drop a branch',
  weight: 2,
  apply(tree, { rng }) {
    const node = pickTwoWayIf(tree, rng);
    if (node === undefined) return undefined;
    return [{ start: endOf(node.consequent), end: endOf(node.alternate), text: '' }];
  },
};

/** Puts the value of a constant where it is used, if that is in one place only. */
const inlineConstant: Operator = {
  name: 'inline a constant',
  weight: 1,
  apply(tree, { rng }) {
    const bindings = [...new Set(tree.scope.bindings.values())].filter(
      ({ kind, references, exported }) => kind === 'const' && references.length === 1 && !exported,
    );
    const binding = pickFrom(rng, bindings);
    return binding && inlined(tree, binding);
  },
};

function inlined(tree: ProgramTree, binding: Binding): readonly TextEdit[] | undefined {
  const [use] = binding.references;
  const holder = tree.statements.find(({ node }) => declaresOnly(node, binding));
  if (use === undefined || holder?.node.type !== 'VariableDeclaration') return undefined;
  const init = holder.node.declarations[0]?.init;
  const parent = tree.parents.get(use);
  if (!init || !parent || membersOf(parent)['shorthand'] === true) return undefined;
  if (!fits(tree, init, { visible: visibleAt(tree, use), own: true })) return undefined;
  const text = asOperand(textOf(tree, init));
  return [removal(tree, holder), { start: startOf(use), end: endOf(use), text }];
}

function declaresOnly(node: Node, { declaration, identifier }: Binding): boolean {
  if (node.type !== 'VariableDeclaration' || node.declarations.length !== 1) return false;
  const [declarator] = node.declarations;
  return declarator === declaration && declarator.id === identifier;
}

/** Operators that make a program shorter without giving it anything new. */
export const simplifyOperators: readonly Operator[] = [foldArithmetic, dropBranch, inlineConstant];
