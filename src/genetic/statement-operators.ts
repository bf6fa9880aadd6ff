import type { Node, Statement } from '@babel/types';
import { isFunction } from '../syntax/scope.ts';
import { endOf, startOf, walk } from '../syntax/walk.ts';
import {
  fits,
  namesFit,
  randomCondition,
  randomExpression,
  replaceExpression,
} from './fragments.ts';
import { type Operator, pickFrom } from './operator.ts';
import {
  ancestors,
  isInside,
  type PrimitiveKind,
  type ProgramTree,
  sizeOf,
  textOf,
  visibleAt,
} from './program-tree.ts';
import {
  freshName,
  insertion,
  isCopyable,
  isRemovable,
  loopNames,
  placed,
  removal,
  pickTwoWayIf,
} from './statement-places.ts';
import type { TextEdit } from '../syntax/text-edits.ts';

const deleteStatement: Operator = {
  name: 'delete a statement',
  weight: 5,
  apply(tree, { rng }) {
    const sites = tree.statements.filter((site) => isRemovable(tree, site));
    const site = pickFrom(rng, sites);
    return site && [removal(tree, site)];
  },
};

const copyStatement: Operator = {
  name: 'copy a statement',
  weight: 3,
  apply(tree, { rng }) {
    const source = pickFrom(rng, tree.statements);
    const target = pickFrom(rng, tree.statements);
    if (source === undefined || target === undefined || !isCopyable(source.node)) return undefined;
    return isInside(target.node, source.node) ? undefined : placed(tree, tree, [source, target]);
  },
};

const moveStatement: Operator = {
  name: 'move a statement',
  weight: 3,
  apply(tree, { rng }) {
    const sites = tree.statements.filter(
      (site) => isRemovable(tree, site) && site.index + 1 < site.list.length,
    );
    const site = pickFrom(rng, sites);
    const next = site?.list[site.index + 1];
    if (site === undefined || next === undefined || next.type.endsWith('Declaration')) {
      return undefined;
    }
    const swap = (place: Node, value: Node): TextEdit => ({
      start: startOf(place),
      end: endOf(place),
      text: textOf(tree, value),
    });
    return [swap(site.node, next), swap(next, site.node)];
  },
};

const assign: Operator = {
  name: 'insert an assignment',
  weight: 5,
  apply(tree, { rng }) {
    const target = pickFrom(rng, tree.statements);
    if (target === undefined) return undefined;
    const place = pickFrom(rng, assignable(tree, target.node));
    if (place === undefined) return undefined;
    const value = randomExpression(tree, { node: target.node, kind: place.kind }, rng);
    const sign = place.kind === 'number' ? rng.pick(['=', '+=', '-=', '*=']) : '=';
    return insertion(tree, target, `${place.text} ${sign} ${value};`);
  },
};

/** Variables and array elements that may be written at a statement. */
function assignable(
  tree: ProgramTree,
  node: Statement,
): { readonly text: string; readonly kind: PrimitiveKind }[] {
  const visible = visibleAt(tree, node);
  const controlled = loopNames(tree, node);
  const found = new Map<string, PrimitiveKind>();
  for (const [name, binding] of visible) {
    const { kind } = tree.shapes.ofBinding(binding);
    const isVariable = binding.kind === 'let' || binding.kind === 'var';
    if (isVariable && isPrimitiveKind(kind) && !controlled.has(name)) found.set(name, kind);
  }
  walk(tree.ast.program, (inner) => {
    if (inner.type !== 'AssignmentExpression' || inner.left.type !== 'MemberExpression') return;
    const { kind } = tree.shapes.of(inner.left);
    const known = namesFit(tree, inner.left, { visible, own: true });
    if (known && isPrimitiveKind(kind)) found.set(textOf(tree, inner.left), kind);
  });
  return [...found].map(([text, kind]) => ({ text, kind }));
}

function isPrimitiveKind(kind: string): kind is PrimitiveKind {
  return kind === 'number' || kind === 'boolean' || kind === 'string';
}

const wrapInCondition: Operator = {
  name: 'make a statement conditional',
  weight: 5,
  apply(tree, { rng }) {
    const sites = tree.statements.filter((site) => isRemovable(tree, site));
    const site = pickFrom(rng, sites);
    if (site === undefined) return undefined;
    const text = `if (${randomCondition(tree, site.node, rng)}) {\n${textOf(tree, site.node)}\n}`;
    return [{ start: startOf(site.node), end: endOf(site.node), text }];
  },
};

const unwrap: Operator = {
  name: 'drop a condition around statements',
  weight: 3,
  apply(tree, { rng }) {
    const sites = tree.statements.filter(({ node }) => node.type === 'IfStatement');
    const site = pickFrom(rng, sites);
    if (site?.node.type !== 'IfStatement') return undefined;
    const { consequent, alternate } = site.node;
    const branch = alternate && rng.next() < 0.5 ? alternate : consequent;
    const isBlock = branch.type === 'BlockStatement' && site.list.length > 1;
    const text = isBlock ? textOf(tree, branch).slice(1, -1).trim() : textOf(tree, branch);
    return [{ start: startOf(site.node), end: endOf(site.node), text }];
  },
};

const swapBranches: Operator = {
  name: 'swap branches',
  weight: 2,
  apply(tree, { rng }) {
    const node = pickTwoWayIf(tree, rng);
    if (node === undefined) return undefined;
    const { consequent, alternate } = node;
    const put = (place: Node, value: Node): TextEdit => {
      const text = textOf(tree, value);
      const braced = value.type === 'BlockStatement' ? text : `{ ${text} }`;
      return { start: startOf(place), end: endOf(place), text: braced };
    };
    return [put(consequent, alternate), put(alternate, consequent)];
  },
};

const returnEarly: Operator = {
  name: 'return early',
  weight: 5,
  apply(tree, { rng }) {
    const target = pickFrom(rng, tree.statements);
    if (target === undefined) return undefined;
    const results = returnedAt(tree, target.node);
    const result = pickFrom(rng, results);
    if (result === undefined) return undefined;
    const visible = visibleAt(tree, target.node);
    const isKnown = fits(tree, result, { visible, own: true });
    const { kind } = tree.shapes.of(result);
    if (!isPrimitiveKind(kind)) return undefined;
    const text =
      isKnown && rng.next() < 0.7
        ? textOf(tree, result)
        : randomExpression(tree, { node: target.node, kind }, rng);
    const condition = randomCondition(tree, target.node, rng);
    return insertion(tree, target, `if (${condition}) return ${text};`);
  },
};

/** Expressions that the function around a statement returns. */
function returnedAt(tree: ProgramTree, node: Node): Node[] {
  const home = ancestors(tree, node).find(isFunction);
  return tree.statements.flatMap(({ node: other }) => {
    if (other.type !== 'ReturnStatement' || !other.argument) return [];
    return ancestors(tree, other).find(isFunction) === home ? [other.argument] : [];
  });
}

const nameExpression: Operator = {
  name: 'name an expression',
  weight: 1,
  apply(tree, { rng }) {
    const sites = tree.expressions.filter(({ node }) => sizeOf(node) > 3);
    const site = pickFrom(rng, sites);
    if (site === undefined) return undefined;
    const around = ancestors(tree, site.node);
    const holder = tree.statements.findLast(({ node }) => around.includes(node));
    if (holder === undefined || !isInsideSameFunction(tree, site.node, holder.node))
      return undefined;
    const visible = visibleAt(tree, holder.node);
    if (!fits(tree, site.node, { visible, own: true })) return undefined;
    const name = freshName(tree, 'value');
    const declared = insertion(tree, holder, `const ${name} = ${textOf(tree, site.node)};`);
    // Where braces must be added the two edits would overlap.
    const isPlain = declared.every(({ start, end }) => start === end);
    return isPlain ? [...declared, replaceExpression(site, name)] : undefined;
  },
};

function isInsideSameFunction(tree: ProgramTree, inner: Node, outer: Node): boolean {
  const home = ancestors(tree, inner).find(isFunction);
  return home !== undefined && home === ancestors(tree, outer).find(isFunction);
}

/** Operators on statements that need nothing but the program itself. */
export const statementOperators: readonly Operator[] = [
  deleteStatement,
  copyStatement,
  moveStatement,
  assign,
  wrapInCondition,
  unwrap,
  swapBranches,
  returnEarly,
  nameExpression,
];
