import type { File, Node } from '@babel/types';
import { isFunction } from './scope.ts';
import { walk } from './walk.ts';

/**
 * The rest elements of a module that no expression around them could be charged for: those in patterns of parameters
 * and of loops. They are charged at the head of the body, so nothing may run or fail in between.
 */
export interface RestElements {
  /** By the body: names, and what they hold. */
  readonly atHeads: ReadonlyMap<Node, readonly RestName[]>;
  /** The first one that stands where it cannot be charged. */
  readonly misplaced: Node | undefined;
}

/** A name that holds copies of elements (`s`) or of properties (`p`). */
export interface RestName {
  readonly name: string;
  readonly helper: 's' | 'p';
}

interface Found {
  readonly node: Node & { type: 'RestElement' };
  readonly helper: 's' | 'p';
  /** Whether it is the last thing that the pattern does. */
  readonly isLast: boolean;
  /** Whether it stands directly in the outermost pattern. */
  readonly isDirect: boolean;
}

/** Finds the rest elements of a module that are charged by their names, and the first that cannot be. */
export function restElements(ast: File): RestElements {
  const atHeads = new Map<Node, readonly RestName[]>();
  let misplaced: Node | undefined;
  walk(ast.program, (node) => {
    const { found, head } = placesIn(node);
    const names = found.flatMap(({ node: { argument }, helper, isLast }) =>
      head !== undefined && isLast && argument.type === 'Identifier'
        ? [{ name: argument.name, helper }]
        : [],
    );
    if (head !== undefined && names.length > 0) atHeads.set(head, names);
    if (names.length < found.length) misplaced ??= found[0]?.node;
  });
  return { atHeads, misplaced };
}

interface Places {
  readonly found: readonly Found[];
  /** Where they can be charged, if they can. */
  readonly head?: Node;
}

const NONE: Places = { found: [] };

function placesIn(node: Node): Places {
  if (isFunction(node)) {
    const found = node.params.flatMap((param, at) => {
      const isLast = at === node.params.length - 1;
      return param.type === 'RestElement'
        ? restsIn(param.argument, isLast)
        : restsIn(param, isLast);
    });
    return node.generator === true ? { found } : { found, head: node.body };
  }
  if (node.type === 'ForOfStatement' || node.type === 'ForInStatement') {
    return { found: restsIn(targetOf(node.left), true), head: node.body };
  }
  return placesInAssignment(node);
}

/** What a loop assigns to. */
function targetOf(left: Node): Node {
  return (left.type === 'VariableDeclaration' ? left.declarations[0]?.id : undefined) ?? left;
}

function placesInAssignment(node: Node): Places {
  // What stands directly in these is charged with the value that is taken apart.
  if (node.type === 'VariableDeclarator' && node.init) return { found: indirect(node.id) };
  if (node.type === 'AssignmentExpression') return { found: indirect(node.left) };
  return node.type === 'CatchClause' && node.param ? { found: restsIn(node.param, true) } : NONE;
}

function indirect(pattern: Node): readonly Found[] {
  return restsIn(pattern, true).filter(({ isDirect }) => !isDirect);
}

function restsIn(pattern: Node, isLast: boolean, isDirect = true): readonly Found[] {
  if (pattern.type === 'AssignmentPattern') return restsIn(pattern.left, isLast, isDirect);
  if (pattern.type !== 'ArrayPattern' && pattern.type !== 'ObjectPattern') return [];
  const helper = pattern.type === 'ArrayPattern' ? 's' : 'p';
  const parts = pattern.type === 'ArrayPattern' ? pattern.elements : pattern.properties;
  return parts.flatMap((part, at) => {
    const isEnd = isLast && at === parts.length - 1;
    if (part === null) return [];
    if (part.type === 'RestElement') {
      const inner = restsIn(part.argument, isEnd, false);
      return [{ node: part, helper, isLast: isEnd, isDirect } as const, ...inner];
    }
    return restsIn(part.type === 'ObjectProperty' ? part.value : part, isEnd, false);
  });
}
