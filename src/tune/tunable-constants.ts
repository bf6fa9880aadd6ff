import type { File, Node } from '@babel/types';
import { asOperand, isParenthesized, printNumber } from '../syntax/operands.ts';
import { endOf, membersOf, startOf, walk } from '../syntax/walk.ts';

import type { TextEdit } from '../syntax/text-edits.ts';
import { clamp, type TuneMark, tuneMarks, type TuneRange, valueWithin } from './tune-marks.ts';

/** A number in a program's text that can be tuned. */
export interface TunableConstant {
  readonly value: number;
  /** Offsets of the literal; of a marked number with the sign that follows its mark. */
  readonly start: number;
  readonly end: number;
  /** Written as a whole number and used as one: it stays whole. */
  readonly isWhole: boolean;
  /** The text of a coordinate, in units of the step size, around the program's own value at 0. */
  read(this: void, coordinate: number): string;
}

/**
 * Finds the numbers to tune, in the order of the text: those that are marked by a comment right before
 * them, as in a tune comment with or without a range, wherever they stand; else, in a program without
 * marks, those worth tuning. Left out of the latter: indices, numbers that are compared for equality,
 * numbers that decide how often a loop runs, exponents, steps of counters, zeros that variables are set to,
 * keys, and types.
 */
export function tunableConstants(code: string, ast: File): TunableConstant[] {
  const marks = tuneMarks(code, ast);
  const marked: TunableConstant[] = [];
  const found: TunableConstant[] = [];
  const frozen = new Set<Node>();
  walk(ast.program, (node, parent) => {
    if (parent === undefined) return;
    if (frozen.has(parent) || isFixed(node, parent)) frozen.add(node);
    const isCount = frozen.has(node) || isCounted(parent);
    marked.push(...markedAt(node, marks, isCount));
    if (node.type !== 'NumericLiteral' || frozen.has(node) || isReset(node, parent)) return;
    found.push(constantAt(node, { value: node.value, isCount, range: undefined }));
  });
  return marked.length > 0 ? marked : found;
}

function markedAt(
  node: Node,
  marks: ReadonlyMap<number, TuneMark>,
  isCount: boolean,
): TunableConstant[] {
  const mark = marks.get(startOf(node));
  const value = numberOf(node);
  if (mark === undefined || value === undefined) return [];
  if (mark.isEnclosed && !isParenthesized(node)) return [];
  return [constantAt(node, { value, isCount, range: mark.range })];
}

/** The value of a number with or without a minus. */
function numberOf(node: Node): number | undefined {
  if (node.type === 'NumericLiteral') return node.value;
  if (node.type !== 'UnaryExpression' || node.operator !== '-') return undefined;
  return node.argument.type === 'NumericLiteral' ? -node.argument.value : undefined;
}

/** The edit that gives a constant the value of a coordinate. */
export function tuned({ start, end, read }: TunableConstant, coordinate: number): TextEdit {
  return { start, end, text: read(coordinate) };
}

interface Tunable {
  readonly value: number;
  /** Whether only whole numbers make sense at its place. */
  readonly isCount: boolean;
  readonly range: TuneRange | undefined;
}

function constantAt(node: Node, { value, isCount, range }: Tunable): TunableConstant {
  const whole = wholeRange(range);
  const isWhole = isCount && Number.isInteger(value) && whole !== undefined;
  const rounded = (raw: number): number =>
    isWhole ? clamp(Math.round(raw), whole) : Number(raw.toPrecision(5));
  const safe = (text: string): string =>
    text.startsWith('-') && node.type === 'NumericLiteral' && !isParenthesized(node)
      ? asOperand(text)
      : text;
  const at = range === undefined ? undefined : valueWithin(range, value);
  return {
    value,
    start: startOf(node),
    end: endOf(node),
    isWhole,
    read: (coordinate) => {
      const raw = rounded(at === undefined ? moved(value, coordinate) : at(coordinate));
      return safe(printNumber(range === undefined ? raw : clamp(raw, range)));
    },
  };
}

/** The whole numbers of a range; undefined when there are none. */
function wholeRange(range: TuneRange | undefined): TuneRange | undefined {
  if (range === undefined) return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const whole = { low: Math.ceil(range.low), high: Math.floor(range.high) };
  return whole.low <= whole.high ? whole : undefined;
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

type NumericLiteral = Extract<Node, { type: 'NumericLiteral' }>;

/** Whether a zero only initialises a counter or a sum. */
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

/** Whether a whole number stands where only whole numbers make sense: sizes and lengths. */
function isCounted(parent: Node): boolean {
  return parent.type === 'NewExpression';
}
