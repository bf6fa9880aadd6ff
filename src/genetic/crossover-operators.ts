import type { Function as FunctionNode } from '@babel/types';
import { isFunction } from '../syntax/scope.ts';
import { endOf, isNode, membersOf, startOf, walk } from '../syntax/walk.ts';
import { replaceExpression } from './fragments.ts';
import { graft } from './graft.ts';
import { type Operator, pickFrom } from './operator.ts';
import { type ProgramTree, sizeOf, visibleAt } from './program-tree.ts';
import { assignedNames, insertion, isCopyable, loopNames } from './statement-places.ts';

/** The largest expression taken over, in nodes. */
const MAX_EXPRESSION_NODES = 60;

const takeFunction: Operator = {
  name: 'take over a function',
  weight: 6,
  apply(tree, { rng, donors }) {
    const donor = pickFrom(rng, donors);
    if (donor === undefined) return undefined;
    const theirs = namedFunctions(donor);
    const pairs = [...namedFunctions(tree)].flatMap(([key, mine]) => {
      const other = theirs.get(key);
      return other === undefined || other.type !== mine.type ? [] : [{ mine, other }];
    });
    const pair = pickFrom(rng, pairs);
    if (pair === undefined) return undefined;
    const { mine, other } = pair;
    // The parameters are copied with the body: they may have other names.
    const start = startOf(other.params[0] ?? other.body);
    const fit = graft(tree, mine, { donor, node: other, start });
    const place = { start: startOf(mine.params[0] ?? mine.body), end: endOf(mine.body) };
    return fit && [...fit.helpers, { ...place, text: fit.text }];
  },
};

/** Functions and methods that have a name, by name and number of parameters. */
function namedFunctions(tree: ProgramTree): Map<string, FunctionNode> {
  const found = new Map<string, FunctionNode>();
  walk(tree.ast.program, (node, parent) => {
    if (!isFunction(node)) return;
    const owner = node.type.endsWith('Expression') && parent ? parent : node;
    const { id, key } = membersOf(owner);
    const name = isNode(id) ? id : key;
    if (!isNode(name) || name.type !== 'Identifier') return;
    found.set(`${name.name}/${node.params.length}`, node);
  });
  return found;
}

const takeExpression: Operator = {
  name: 'take over an expression',
  weight: 8,
  apply(tree, { rng, donors }) {
    const donor = pickFrom(rng, donors);
    const target = pickFrom(rng, tree.expressions);
    if (donor === undefined || target === undefined) return undefined;
    const sites = donor.expressions.filter(
      ({ node, kind }) =>
        kind === target.kind && sizeOf(node) > 1 && sizeOf(node) <= MAX_EXPRESSION_NODES,
    );
    const source = pickFrom(rng, sites);
    if (source === undefined || assignedNames(source.node).length > 0) return undefined;
    const fit = graft(tree, target.node, { donor, node: source.node });
    return fit && [...fit.helpers, replaceExpression(target, fit.text)];
  },
};

const takeStatement: Operator = {
  name: 'take over a statement',
  weight: 6,
  apply(tree, { rng, donors }) {
    const donor = pickFrom(rng, donors);
    const target = pickFrom(rng, tree.statements);
    if (donor === undefined || target === undefined) return undefined;
    const source = pickFrom(
      rng,
      donor.statements.filter(({ node }) => isCopyable(node)),
    );
    if (source === undefined) return undefined;
    const visible = visibleAt(tree, target.node);
    const controlled = loopNames(tree, target.node);
    const isSafe = assignedNames(source.node).every((name) => {
      const kind = visible.get(name)?.kind;
      return !controlled.has(name) && (kind === 'let' || kind === 'var');
    });
    if (!isSafe) return undefined;
    const fit = graft(tree, target.node, { donor, node: source.node });
    return fit && [...fit.helpers, ...insertion(tree, target, fit.text)];
  },
};

/** Operators that bring parts of another program in; they do nothing without a donor. */
export const crossoverOperators: readonly Operator[] = [
  takeFunction,
  takeExpression,
  takeStatement,
];
