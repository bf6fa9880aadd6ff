import type { File, Node } from '@babel/types';
import { isFunction } from './scope.ts';
import { isNode, membersOf, runtimeChildren, walk } from './walk.ts';

/**
 * A part of a program that runs from its head on, every node of it at most once: the body of a function,
 * a turn of a loop, a branch, what follows an early exit.
 */
export interface Region {
  /** Where its steps are charged. */
  readonly head: Node;
  /**
   * `body`: at the head of a statement that is a body or a branch; `next`: before a statement of a list;
   * `value`: before an expression is evaluated; `free`: with the regions around it, without a place of its own.
   */
  readonly kind: 'body' | 'next' | 'value' | 'free';
  /** What must be charged for it however small it is. */
  readonly owed: boolean;
  /** Whether it holds what parameters do before the body runs. */
  readonly isParameter?: boolean;
  /** The regions that a small one is charged with. */
  readonly around: readonly Region[];
  /** Nodes of the syntax tree that run at most once each time the region is entered. */
  weight: number;
}

/** A branch with fewer nodes is charged with what is around it, whether it is taken or not. */
const SMALLEST_BRANCH = 16;

/** The regions of a module, outer ones first; the first one is the module itself. */
export function regionsOf({ program }: File): readonly Region[] {
  const exits = statementsThatExit(program);
  const top: Region = { head: program, kind: 'free', owed: true, around: [], weight: 0 };
  const regions = [top];
  const waiting: (readonly [Node, Region])[] = [[program, top]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [node, region] = next;
    region.weight += 1 + holesOf(node);
    const own = ownRegions(node, region, exits);
    regions.push(...new Set(own.values()));
    for (const child of runtimeChildren(node).toReversed()) {
      waiting.push([child, own.get(child) ?? region]);
    }
  }
  return settled(regions);
}

/** Regions that are charged; small branches go with what is around them. */
function settled(regions: readonly Region[]): readonly Region[] {
  const gone = new Set<Region>();
  for (const region of regions.toReversed()) {
    if (region.owed || (region.kind !== 'free' && region.weight >= SMALLEST_BRANCH)) continue;
    for (const outer of region.around) outer.weight += region.weight;
    gone.add(region);
  }
  return regions.filter((region) => !gone.has(region));
}

function holesOf(node: Node): number {
  if (node.type !== 'ArrayExpression' && node.type !== 'ArrayPattern') return 0;
  return node.elements.reduce((holes, element) => (element === null ? holes + 1 : holes), 0);
}

/** The children of a node that do not belong to the region of the node. */
function ownRegions(node: Node, around: Region, exits: ReadonlySet<Node>): Map<Node, Region> {
  const own = new Map<Node, Region>();
  const list = statementsOf(node);
  if (list !== undefined) {
    splitAtExits(list, { around, exits, own, isBranch: node.type === 'SwitchCase' });
  }
  const early = around.isParameter === true ? valueOfParameter(node) : undefined;
  if (early !== undefined) own.set(early, regionAt(early, { around: [], owed: true }));
  if (early === undefined && !isStatic(node)) addShape(own, node, around);
  return own;
}

// oxlint-disable-next-line complexity -- the members of a shape, one after another
function addShape(own: Map<Node, Region>, node: Node, around: Region): void {
  const shape = SHAPES[isFunction(node) ? 'Function' : node.type];
  if (shape === undefined) return;
  const members = membersOf(node);
  const turn = shape.turn === undefined ? undefined : members[shape.turn];
  const inner = isNode(turn) ? regionAt(turn, { around: [], owed: true }) : undefined;
  if (isNode(turn) && inner !== undefined) own.set(turn, inner);
  for (const key of shape.eachTurn ?? []) {
    addAll(own, members[key], (head) => free(head, inner === undefined ? [] : [inner, around]));
  }
  for (const key of shape.branches ?? []) {
    addAll(own, members[key], (head) => regionAt(head, { around: [around], owed: false }));
  }
  if (isFunction(node)) addParameters(own, node.params, inner);
}

/** What is static runs once, where the class stands. */
function isStatic(node: Node): boolean {
  return !isFunction(node) && 'static' in node && node.static === true;
}

function addAll(own: Map<Node, Region>, member: unknown, make: (head: Node) => Region): void {
  if (isNode(member)) own.set(member, make(member));
}

/** What the parameters do in addition to their values is charged with the body. */
function addParameters(
  own: Map<Node, Region>,
  params: readonly Node[],
  body: Region | undefined,
): void {
  if (body === undefined) return;
  for (const param of params) own.set(param, { ...free(param, [body]), isParameter: true });
}

/** An expression that runs when a function is called, even if its body never does. */
function valueOfParameter(node: Node): Node | undefined {
  if (node.type === 'AssignmentPattern') return node.right;
  return node.type === 'ObjectProperty' && node.computed ? node.key : undefined;
}

interface Split {
  readonly around: Region;
  readonly exits: ReadonlySet<Node>;
  readonly own: Map<Node, Region>;
  /** Whether the list itself may not run. */
  readonly isBranch: boolean;
}

/** What follows a statement that may leave the list is a region of its own. */
function splitAtExits(statements: readonly Node[], { around, exits, own, isBranch }: Split): void {
  let current = around;
  let isOver = isBranch;
  for (const statement of statements) {
    if (isOver) {
      current = { head: statement, kind: 'next', owed: false, around: [current], weight: 0 };
      isOver = false;
    }
    if (current !== around) own.set(statement, current);
    if (exits.has(statement)) isOver = true;
  }
}

function statementsOf(node: Node): readonly Node[] | undefined {
  if (node.type === 'BlockStatement' || node.type === 'StaticBlock') return node.body;
  return node.type === 'SwitchCase' ? node.consequent : undefined;
}

interface Shape {
  /** The member that runs once a turn, a call or an instance. */
  readonly turn?: string;
  /** Members that run at every turn, and once more. */
  readonly eachTurn?: readonly string[];
  /** Members that may not run. */
  readonly branches?: readonly string[];
}

const SHAPES: Readonly<Record<string, Shape>> = {
  Function: { turn: 'body' },
  ForStatement: { turn: 'body', eachTurn: ['test', 'update'] },
  ForInStatement: { turn: 'body', eachTurn: ['left'] },
  ForOfStatement: { turn: 'body', eachTurn: ['left'] },
  WhileStatement: { turn: 'body', eachTurn: ['test'] },
  DoWhileStatement: { turn: 'body', eachTurn: ['test'] },
  IfStatement: { branches: ['consequent', 'alternate'] },
  ConditionalExpression: { branches: ['consequent', 'alternate'] },
  LogicalExpression: { branches: ['right'] },
  CatchClause: { branches: ['body'] },
  AssignmentPattern: { branches: ['right'] },
  ClassProperty: { turn: 'value' },
  ClassPrivateProperty: { turn: 'value' },
  ClassAccessorProperty: { turn: 'value' },
};

const EXITS: ReadonlySet<string> = new Set([
  'ReturnStatement',
  'BreakStatement',
  'ContinueStatement',
  'ThrowStatement',
]);

/** Statements that may leave the list that they stand in, and what is around them. */
function statementsThatExit(program: Node): ReadonlySet<Node> {
  const parents = new Map<Node, Node | undefined>();
  const found = new Set<Node>();
  walk(program, (node, parent) => {
    parents.set(node, parent);
    if (!EXITS.has(node.type)) return;
    let at: Node | undefined = node;
    while (at !== undefined && !isFunction(at) && !found.has(at)) {
      found.add(at);
      at = parents.get(at);
    }
  });
  return found;
}

function regionAt(head: Node, { around, owed }: Pick<Region, 'around' | 'owed'>): Region {
  const isBody = head.type.endsWith('Statement') || head.type.endsWith('Declaration');
  return { head, kind: isBody ? 'body' : 'value', owed, around, weight: 0 };
}

function free(head: Node, around: readonly Region[]): Region {
  return { head, kind: 'free', owed: false, around, weight: 0 };
}
