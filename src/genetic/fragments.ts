import type { Node } from '@babel/types';
import { asOperand, isParenthesized } from '../syntax/operands.ts';
import type { Rng } from '../core/rng.ts';
import type { Binding } from '../syntax/scope.ts';
import { endOf, startOf, walk } from '../syntax/walk.ts';
import {
  type ExpressionSite,
  freeNames,
  isInside,
  type PrimitiveKind,
  type ProgramTree,
  sizeOf,
  textOf,
  visibleAt,
} from './program-tree.ts';
import type { Shape } from './shape.ts';
import type { TextEdit } from '../syntax/text-edits.ts';

/** Where an expression of some kind is wanted. */
export interface Place {
  readonly node: Node;
  readonly kind: PrimitiveKind;
}

/** The largest expression that is copied, in nodes: larger ones are copied in parts. */
const MAX_COPIED_NODES = 40;

/** Puts an expression in the place of another, in parentheses where they may be needed. */
export function replaceExpression(
  { node, parent }: Pick<ExpressionSite, 'node' | 'parent'>,
  text: string,
): TextEdit {
  const plain = isDelimited(node, parent) ? text : asOperand(text);
  return { start: startOf(node), end: endOf(node), text: plain };
}

const DELIMITING: ReadonlySet<string> = new Set([
  'VariableDeclarator',
  'AssignmentExpression',
  'ReturnStatement',
  'IfStatement',
  'CallExpression',
  'ArrayExpression',
  'ObjectProperty',
]);

/** Whether an expression is delimited by its surroundings, so that operator precedence cannot split it. */
function isDelimited(node: Node, parent: Node): boolean {
  if (isParenthesized(node) || DELIMITING.has(parent.type)) return true;
  return parent.type === 'MemberExpression' && parent.property === node;
}

/** Names, fields and lengths that can be read at a node and have a kind. */
export function atomsAt(tree: ProgramTree, node: Node, kind: PrimitiveKind): string[] {
  const atoms: string[] = [];
  for (const [name, binding] of visibleAt(tree, node)) {
    addAtoms(name, tree.shapes.ofBinding(binding), { kind, atoms, depth: 2 });
  }
  return atoms.toSorted();
}

interface AtomCollector {
  readonly kind: PrimitiveKind;
  readonly atoms: string[];
  readonly depth: number;
}

function addAtoms(text: string, shape: Shape, collector: AtomCollector): void {
  const { kind, atoms, depth } = collector;
  if (shape.kind === kind) atoms.push(text);
  else if (shape.kind === 'array' && kind === 'number') atoms.push(`${text}.length`);
  else if (shape.kind === 'object' && depth > 0) {
    for (const [field, inner] of shape.fields) {
      addAtoms(`${text}.${field}`, inner, { kind, atoms, depth: depth - 1 });
    }
  }
}

/** Expressions of a kind, from this program or another, whose names mean something at a node. */
export function snippetsAt(tree: ProgramTree, donor: ProgramTree, { node, kind }: Place): string[] {
  const visible = visibleAt(tree, node);
  const texts = new Set<string>();
  for (const site of donor.expressions) {
    if (site.kind !== kind || (donor === tree && isInside(node, site.node))) continue;
    if (fits(donor, site.node, { visible, own: donor === tree }))
      texts.add(textOf(donor, site.node));
  }
  return [...texts];
}

/** The names visible at a place, and whether the piece that goes there is of the same program. */
export interface InsertionScope {
  readonly visible: ReadonlyMap<string, Binding>;
  readonly own: boolean;
}

/** Whether an expression is small, has no effects, and means something where it would go. */
export function fits(donor: ProgramTree, node: Node, scope: InsertionScope): boolean {
  return sizeOf(node) <= MAX_COPIED_NODES && !hasEffects(node) && namesFit(donor, node, scope);
}

/** Whether every name that a piece of a program uses is visible where it would go. */
export function namesFit(
  donor: ProgramTree,
  node: Node,
  { visible, own }: InsertionScope,
): boolean {
  for (const [name, binding] of freeNames(donor, node)) {
    if (binding === undefined) {
      if (visible.has(name)) return false;
      continue;
    }
    if (own ? visible.get(name) !== binding : !visible.has(name)) return false;
  }
  return true;
}

function hasEffects(node: Node): boolean {
  let found = false;
  walk(node, ({ type }) => {
    if (/^(?:Assignment|Update|Await|Yield|ArrowFunction|Function)Expression$/.test(type))
      found = true;
  });
  return found;
}

/** Numeric literals of a program, as they are written, each once, and a few that are always useful. */
export function constantsOf(tree: ProgramTree): string[] {
  const found = new Set<string>(['0', '1', '0.5', '2']);
  for (const { node } of tree.expressions) {
    if (node.type === 'NumericLiteral') found.add(textOf(tree, node));
  }
  return [...found];
}

/** Strings that a program or its declared types know. */
export function stringsOf(tree: ProgramTree, expected: Shape): string[] {
  if (expected.kind === 'string' && expected.options.length > 0) return [...expected.options];
  const found = new Set<string>();
  for (const { node } of tree.expressions) {
    if (node.type === 'StringLiteral') found.add(node.value);
    const shape = tree.shapes.of(node);
    if (shape.kind === 'string') for (const option of shape.options) found.add(option);
  }
  for (const { result } of tree.types.functions.values()) addStrings(result, found);
  return [...found];
}

function addStrings(shape: Shape, found: Set<string>): void {
  if (shape.kind === 'string') for (const option of shape.options) found.add(option);
  else if (shape.kind === 'function') addStrings(shape.result, found);
  else if (shape.kind === 'object')
    for (const inner of shape.fields.values()) addStrings(inner, found);
}

/** A random expression of a kind for a node: mostly one that the program can read, else a constant. */
export function randomExpression(tree: ProgramTree, { node, kind }: Place, rng: Rng): string {
  const roll = rng.next();
  const atoms = atomsAt(tree, node, kind);
  if (atoms.length > 0 && roll < 0.5) return rng.pick(atoms);
  const snippets = snippetsAt(tree, tree, { node, kind });
  if (snippets.length > 0 && roll < 0.75) return rng.pick(snippets);
  if (kind === 'boolean') return randomCondition(tree, node, rng);
  if (kind === 'number') return rng.pick(constantsOf(tree));
  const strings = stringsOf(tree, tree.shapes.of(node));
  return strings.length > 0 ? stringLiteral(rng.pick(strings)) : "''";
}

/** A random condition on what can be read at a node. */
export function randomCondition(tree: ProgramTree, node: Node, rng: Rng): string {
  const flags = atomsAt(tree, node, 'boolean');
  if (flags.length > 0 && rng.next() < 0.3) {
    const flag = rng.pick(flags);
    return rng.next() < 0.5 ? flag : `!${flag}`;
  }
  const names = atomsAt(tree, node, 'number');
  const constants = constantsOf(tree);
  if (names.length === 0) return `${rng.pick(constants)} > ${rng.pick(constants)}`;
  const left = randomSum(names, rng);
  const right = rng.next() < 0.4 ? rng.pick(constants) : scaled(randomSum(names, rng), tree, rng);
  return `${left} ${rng.pick(['<', '>', '<=', '>='])} ${right}`;
}

/** One quantity, or the sum or difference of two or three, such as a budget or a slack. */
function randomSum(names: readonly string[], rng: Rng): string {
  let sum = rng.pick(names);
  for (let terms = 1; terms < 3 && rng.next() < 0.35; terms += 1) {
    sum += ` ${rng.pick(['+', '-'])} ${rng.pick(names)}`;
  }
  return sum;
}

function scaled(text: string, tree: ProgramTree, rng: Rng): string {
  return rng.next() < 0.6 ? text : `${rng.pick(constantsOf(tree))} * ${asOperand(text)}`;
}

/** A string literal. */
export function stringLiteral(text: string): string {
  return `'${JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`)}'`;
}
