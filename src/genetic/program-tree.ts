import type { Expression, File, Node, Statement } from '@babel/types';
import { parseModule } from '../syntax/parse.ts';
import { analyseScope, type Binding, type Scope, type ScopeAnalysis } from '../syntax/scope.ts';
import { endOf, isNode, membersOf, startOf, walk } from '../syntax/walk.ts';
import { createShapeReader, type ShapeReader } from './expression-shape.ts';
import { createTypeTable, type TypedText, type TypeTable } from './shape.ts';

/** A policy opened for editing: its text, its tree, and the places an operator may touch. */
export interface ProgramTree {
  readonly code: string;
  readonly ast: File;
  readonly scope: ScopeAnalysis;
  readonly types: TypeTable;
  readonly parents: ReadonlyMap<Node, Node>;
  readonly shapes: ShapeReader;
  readonly expressions: readonly ExpressionSite[];
  readonly statements: readonly StatementSite[];
}

/** An expression that yields a number, a boolean or a string and may be put elsewhere or replaced. */
export interface ExpressionSite {
  readonly node: Expression;
  readonly parent: Node;
  readonly kind: PrimitiveKind;
}

export type PrimitiveKind = 'number' | 'boolean' | 'string';

/** A statement inside a function, with its neighbours. */
export interface StatementSite {
  readonly node: Statement;
  readonly index: number;
  /** The statements of the block it stands in; itself alone where braces are left out. */
  readonly list: readonly Statement[];
}

/** Opens a module. `declaration` is the problem's parsed `policy.d.ts`. Undefined for a syntax error. */
export function openProgram(code: string, declaration: TypedText | null): ProgramTree | undefined {
  const parsed = parseModule(code);
  if (!parsed.ok) return undefined;
  const { ast } = parsed;
  const scope = analyseScope(ast);
  const types = createTypeTable({ code, ast }, declaration);
  const parents = new Map<Node, Node>();
  walk(ast.program, (node, parent) => {
    if (parent !== undefined) parents.set(node, parent);
  });
  const shapes = createShapeReader({ scope, types, parents });
  const tree = { code, ast, scope, types, parents, shapes };
  return { ...tree, expressions: expressionSites(tree), statements: statementSites(tree) };
}

/** The text of a node, without parentheses around it. */
export function textOf(tree: Pick<ProgramTree, 'code'>, node: Node): string {
  return tree.code.slice(startOf(node), endOf(node));
}

/** The declarations that may be named at a node, by name. */
export function visibleAt(tree: ProgramTree, node: Node): Map<string, Binding> {
  const visible = new Map<string, Binding>();
  const here = tree.scope.scopes.get(node);
  for (let scope: Scope | undefined = here; scope !== undefined; scope = scope.parent) {
    for (const [name, binding] of scope.bindings) {
      if (!visible.has(name) && isReady(binding, node, here)) visible.set(name, binding);
    }
  }
  return visible;
}

/** The bindings and globals that a node uses and does not declare itself. */
export function freeNames(tree: ProgramTree, node: Node): Map<string, Binding | undefined> {
  const free = new Map<string, Binding | undefined>();
  walk(node, (inner) => {
    if (inner.type !== 'Identifier') return;
    const binding = tree.scope.bindings.get(inner);
    if (binding === undefined || !isInside(binding.identifier, node)) free.set(inner.name, binding);
  });
  return free;
}

/** Whether a node lies within another, by offsets. */
export function isInside(inner: Node, outer: Node): boolean {
  return startOf(inner) >= startOf(outer) && endOf(inner) <= endOf(outer);
}

/** The ancestors of a node, the nearest first. */
export function ancestors(tree: Pick<ProgramTree, 'parents'>, node: Node): Node[] {
  const found: Node[] = [];
  for (let at = tree.parents.get(node); at !== undefined; at = tree.parents.get(at)) found.push(at);
  return found;
}

/** Number of nodes of an expression or statement. */
export function sizeOf(node: Node): number {
  let size = 0;
  walk(node, () => {
    size += 1;
  });
  return size;
}

/** Whether a name is certainly initialised where it would be used. */
function isReady(binding: Binding, use: Node, here: Scope | undefined): boolean {
  const { kind, declaration, scope } = binding;
  if (kind === 'function' || kind === 'catch') return true;
  if (kind === 'class') return false;
  if (kind === 'import') return membersOf(declaration)['importKind'] !== 'type';
  if (isInside(use, declaration)) return false;
  if (kind === 'parameter' || endOf(declaration) <= startOf(use)) return true;
  return scope.home !== here?.home;
}

type OpenTree = Omit<ProgramTree, 'expressions' | 'statements'>;

function expressionSites(tree: OpenTree): ExpressionSite[] {
  const sites: ExpressionSite[] = [];
  const controls = loopControls(tree.parents);
  for (const [node, parent] of tree.parents) {
    if (!isValue(node, parent) || controls.has(node)) continue;
    const { kind } = tree.shapes.of(node);
    if (kind === 'number' || kind === 'boolean' || kind === 'string') {
      sites.push({ node, parent, kind });
    }
  }
  return sites.toSorted(
    (a, b) => startOf(a.node) - startOf(b.node) || endOf(b.node) - endOf(a.node),
  );
}

const VALUES: ReadonlySet<string> = new Set(
  `Identifier NumericLiteral StringLiteral BooleanLiteral BinaryExpression LogicalExpression
   UnaryExpression ConditionalExpression CallExpression MemberExpression TSNonNullExpression
   TSAsExpression`.split(/\s+/),
);
/** Members that hold an expression which is not a value: a target, a callee, a pattern, a path. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  AssignmentExpression: ['left'],
  AssignmentPattern: ['left'],
  UpdateExpression: ['argument'],
  CallExpression: ['callee'],
  NewExpression: ['callee'],
  ForInStatement: ['left'],
  ForOfStatement: ['left'],
  VariableDeclarator: ['id'],
  CatchClause: ['param'],
  ImportDeclaration: ['source'],
  RestElement: ['argument'],
  TSNonNullExpression: ['expression'],
};
const NEVER: ReadonlySet<string> = new Set(
  `ObjectPattern ArrayPattern ImportSpecifier ImportDefaultSpecifier ImportNamespaceSpecifier
   ExportSpecifier ExportNamedDeclaration ExportAllDeclaration TemplateLiteral ClassDeclaration
   TaggedTemplateExpression`.split(/\s+/),
);

function isValue(node: Node, parent: Node): node is Expression {
  if (!VALUES.has(node.type) || NEVER.has(parent.type)) return false;
  if (node.type === 'Identifier' && node.name === 'undefined') return false;
  return !isPlace(node, parent) && membersOf(parent)['shorthand'] !== true;
}

function isPlace(node: Node, parent: Node): boolean {
  if (parent.type === 'UnaryExpression' && parent.operator === 'delete') return true;
  const members = membersOf(parent);
  if ((PLACES[parent.type] ?? []).some((key) => members[key] === node)) return true;
  const { id, params } = members;
  return id === node || (Array.isArray(params) && params.includes(node));
}

/** Nodes that decide how often a loop runs: a change there mostly makes it endless. */
function loopControls(parents: ReadonlyMap<Node, Node>): Set<Node> {
  const controls = new Set<Node>();
  // Parents come first, so what is below a control is found in one pass.
  for (const [node, parent] of parents) {
    const isHead = LOOPS.has(parent.type) && membersOf(parent)['body'] !== node;
    if (isHead || controls.has(parent)) controls.add(node);
  }
  return controls;
}

const LOOPS: ReadonlySet<string> = new Set([
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
]);

function statementSites(tree: OpenTree): StatementSite[] {
  const sites: StatementSite[] = [];
  for (const [node, parent] of tree.parents) {
    if (node.type !== 'BlockStatement' && node.type !== 'SwitchCase') {
      if (isBareBody(node, parent)) sites.push({ node, index: 0, list: [node] });
      continue;
    }
    const list = node.type === 'BlockStatement' ? node.body : node.consequent;
    for (const [index, statement] of list.entries()) sites.push({ node: statement, index, list });
  }
  return sites.toSorted(
    (a, b) => startOf(a.node) - startOf(b.node) || endOf(b.node) - endOf(a.node),
  );
}

/** Whether a node is the body of a branch or loop that was written without braces. */
function isBareBody(node: Node, parent: Node): node is Statement {
  if (!node.type.endsWith('Statement')) return false;
  const { consequent, alternate, body } = membersOf(parent);
  const isBranch = parent.type === 'IfStatement' && (consequent === node || alternate === node);
  return (
    isBranch ||
    (!Array.isArray(body) && body === node && isNode(parent) && parent.type !== 'LabeledStatement')
  );
}
