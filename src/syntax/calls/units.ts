import type { Class, File, Node } from '@babel/types';
import { isFunction, type ScopeAnalysis } from '../scope.ts';
import { membersOf, runtimeChildren } from '../walk.ts';

/** What has a frame of its own on the engine's stack while it runs. */
export interface Unit {
  /** `fields` and `constructor`: what makes an instance of a class whose constructor nobody wrote. */
  readonly kind: 'module' | 'function' | 'fields' | 'constructor';
  /** The program, the function or the class. */
  readonly node: Node;
  /** Nodes of the syntax tree that run in its frame. */
  nodes: number;
  readonly calls: Set<Unit>;
  /** Whether it makes calls of which nobody knows what they call. */
  callsUnknown: boolean;
  /** Whether such a call may reach it. */
  isValue: boolean;
}

/** A file of a policy, with what a call graph needs. */
export interface ModuleInGraph {
  readonly path: string;
  readonly ast: File;
  readonly scope: ScopeAnalysis;
  readonly exports: readonly { readonly name: string; readonly local: string }[];
  /** By the path of the file that they come from. */
  readonly imports: readonly {
    readonly specifier: string;
    readonly names: readonly { readonly imported: string; readonly local: string }[];
  }[];
}

/** The units of a program, by the nodes that they are of. */
export interface Units {
  readonly all: Unit[];
  readonly functions: Map<Node, Unit>;
  /** By the body of the class. */
  readonly fields: Map<Node, Unit>;
  /** By the class. */
  readonly constructors: Map<Node, Unit>;
}

/** Called with each node, the one above it and the unit in whose frame it runs; parents first. */
export type Visit = (node: Node, parent: Node | undefined, unit: Unit) => void;

/** Makes the units of a file and visits its nodes. */
export function visitUnits({ ast }: ModuleInGraph, units: Units, visit: Visit): void {
  const module = newUnit('module', ast.program, units);
  const waiting: [Node, Node | undefined, Unit][] = [[ast.program, undefined, module]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [node, parent, unit] = next;
    const inner = isFunction(node) ? newUnit('function', node, units) : unit;
    if (inner !== unit) units.functions.set(node, inner);
    inner.nodes += 1;
    if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') addClass(node, units);
    visit(node, parent, unit);
    const at = unitsBelow(node, parent, { units, inner, outer: unit });
    for (const child of runtimeChildren(node).toReversed()) waiting.push([child, node, at(child)]);
  }
}

/** The unit of each child of a node: keys and what is static belong to what is around a class. */
function unitsBelow(
  node: Node,
  parent: Node | undefined,
  { units, inner, outer }: { readonly units: Units; readonly inner: Unit; readonly outer: Unit },
): (child: Node) => Unit {
  const { key, value } = membersOf(node);
  const fields = parent && isField(node) ? units.fields.get(parent) : undefined;
  return (child) => {
    if (child === key) return outer;
    return child === value && fields !== undefined ? fields : inner;
  };
}

function addClass(node: Class, units: Units): void {
  const members = node.body.body;
  if (members.some(isField)) units.fields.set(node.body, newUnit('fields', node, units));
  const isWritten = members.some((one) => one.type === 'ClassMethod' && one.kind === 'constructor');
  if (node.superClass && !isWritten) {
    units.constructors.set(node, newUnit('constructor', node, units));
  }
}

/** A field of instances. */
function isField(node: Node): boolean {
  const isProperty =
    node.type === 'ClassProperty' ||
    node.type === 'ClassPrivateProperty' ||
    node.type === 'ClassAccessorProperty';
  return isProperty && !node.static;
}

/** What runs when a class makes an instance; what the class is derived from is not among it. */
export function unitsOfClass(node: Node, units: Units): readonly Unit[] {
  if (node.type !== 'ClassDeclaration' && node.type !== 'ClassExpression') return [];
  const written = node.body.body.find(
    (one) => one.type === 'ClassMethod' && one.kind === 'constructor',
  );
  const made = [
    units.constructors.get(node),
    written && units.functions.get(written),
    units.fields.get(node.body),
  ];
  return made.filter((unit) => unit !== undefined);
}

function newUnit(kind: Unit['kind'], node: Node, units: Units): Unit {
  const unit = {
    kind,
    node,
    nodes: 0,
    calls: new Set<Unit>(),
    callsUnknown: false,
    isValue: false,
  };
  units.all.push(unit);
  return unit;
}
