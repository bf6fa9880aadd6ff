import type { Node } from '@babel/types';
import { endOf, membersOf, startOf, walk } from '../syntax/walk.ts';
import { printNumber } from './constant-operators.ts';
import { asOperand, isParenthesized } from './fragments.ts';
import type { TextEdit } from './text-edits.ts';

/** A number in a program's text that can be tuned. */
export interface TunableConstant {
  readonly value: number;
  /** Offsets of the literal, without a sign before it. */
  readonly start: number;
  readonly end: number;
  /** Written as a whole number and used as one: it stays whole. */
  readonly isWhole: boolean;
  /** The text of a coordinate, in units of the step size, around the program's own value at 0. */
  read(this: void, coordinate: number): string;
}

/**
 * Finds the numbers worth tuning, in the order of the text. Left out: indices, numbers that are
 * compared for equality, what decides how often a loop runs, exponents, steps of counters, zeros that
 * variables are set to, keys, and types.
 */
export function tunableConstants(root: Node): TunableConstant[] {
  const found: TunableConstant[] = [];
  const frozen = new Set<Node>();
  walk(root, (node, parent) => {
    if (parent !== undefined && (frozen.has(parent) || isFixed(node, parent))) frozen.add(node);
    if (node.type !== 'NumericLiteral' || frozen.has(node) || parent === undefined) return;
    if (!isReset(node, parent)) found.push(constantAt(node, parent));
  });
  return found;
}

/** The edit that gives a constant the value of a coordinate. */
export function tuned({ start, end, read }: TunableConstant, coordinate: number): TextEdit {
  return { start, end, text: read(coordinate) };
}

type NumericLiteral = Extract<Node, { type: 'NumericLiteral' }>;

function constantAt(node: NumericLiteral, parent: Node): TunableConstant {
  const { value } = node;
  const isWhole = Number.isInteger(value) && isCounted(parent);
  const safe = (text: string): string =>
    text.startsWith('-') && !isParenthesized(node) ? asOperand(text) : text;
  return {
    value,
    start: startOf(node),
    end: endOf(node),
    isWhole,
    read: (coordinate) => {
      const raw = moved(value, coordinate);
      return safe(printNumber(isWhole ? Math.round(raw) : Number(raw.toPrecision(5))));
    },
  };
}

/**
 * Scales a value by the exponential of the coordinate, so that one step means the same for 0.001 and
 * for 1000; a value at 0 is shifted instead.
 */
function moved(value: number, coordinate: number): number {
  return value === 0 ? coordinate : value * Math.exp(coordinate);
}

const EQUALITIES = new Set(['===', '!==', '==', '!=']);
const BITWISE = new Set(['&', '|', '^', '<<', '>>', '>>>', '%', '**']);

/** Whether a zero only sets a counter or a sum to nothing. */
function isReset({ value }: NumericLiteral, parent: Node): boolean {
  return (
    value === 0 && (parent.type === 'VariableDeclarator' || parent.type === 'AssignmentExpression')
  );
}

/** Whether nothing in a node may change. */
function isFixed(node: Node, parent: Node): boolean {
  const members = membersOf(parent);
  if (parent.type === 'MemberExpression') return members['property'] === node;
  if (parent.type === 'BinaryExpression') {
    return EQUALITIES.has(parent.operator) || BITWISE.has(parent.operator);
  }
  if (/^(?:For|While|DoWhile)/.test(parent.type)) return members['body'] !== node;
  return parent.type === 'UpdateExpression' || parent.type === 'TemplateLiteral' || isStep(parent);
}

/** `count += 1` counts: its step is no parameter. */
function isStep(parent: Node): boolean {
  if (parent.type !== 'AssignmentExpression' || parent.operator === '=') return false;
  return parent.right.type === 'NumericLiteral' && parent.right.value === 1;
}

/** Whether a whole number stands where only whole numbers mean something: sizes and lengths. */
function isCounted(parent: Node): boolean {
  return parent.type === 'NewExpression';
}
