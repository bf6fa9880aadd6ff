import type { IfStatement, Node, Statement } from '@babel/types';
import type { Rng } from '../core/rng.ts';
import { boundIdentifiers } from '../syntax/scope.ts';
import { endOf, isNode, membersOf, startOf, walk } from '../syntax/walk.ts';
import { namesFit } from './fragments.ts';
import { pickFrom } from './operator.ts';
import {
  ancestors,
  type ProgramTree,
  sizeOf,
  type StatementSite,
  textOf,
  visibleAt,
} from './program-tree.ts';
import type { TextEdit } from '../syntax/text-edits.ts';

/** The largest statement that is copied, in nodes. */
const MAX_STATEMENT_NODES = 60;

/** Puts a copy of one statement before another, if its names are known and writable there. */
export function placed(
  tree: ProgramTree,
  donor: ProgramTree,
  [source, target]: readonly [StatementSite, StatementSite],
): readonly TextEdit[] | undefined {
  const visible = visibleAt(tree, target.node);
  if (!namesFit(donor, source.node, { visible, own: donor === tree })) return undefined;
  const controlled = loopNames(tree, target.node);
  const writable = assignedNames(source.node).every((name) => {
    const kind = visible.get(name)?.kind;
    if (controlled.has(name)) return false;
    return kind === undefined || kind === 'let' || kind === 'var' || kind === 'parameter';
  });
  return writable ? insertion(tree, target, textOf(donor, source.node)) : undefined;
}

/** A name that the program does not use yet: the stem, or the stem and a number. */
export function freshName(tree: ProgramTree, stem: string): string {
  const taken = new Set(tree.scope.globals);
  for (const { name } of tree.scope.bindings.values()) taken.add(name);
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? stem : `${stem}${count}`;
    if (!taken.has(name)) return name;
  }
}

/** Edits that put a statement before another. */
export function insertion(
  tree: ProgramTree,
  { node, list }: StatementSite,
  text: string,
): readonly TextEdit[] {
  const start = startOf(node);
  const lineStart = tree.code.lastIndexOf('\n', start - 1) + 1;
  const indent = /^[ \t]*/.exec(tree.code.slice(lineStart, start))?.[0] ?? '';
  const isBare = list.length === 1 && !/[{};:]\s*$/.test(tree.code.slice(0, start));
  if (!isBare) return [{ start, end: start, text: `${text}\n${indent}` }];
  const end = endOf(node);
  return [{ start, end, text: `{\n${indent}${text}\n${indent}${textOf(tree, node)}\n${indent}}` }];
}

/** Takes a statement out, with the line that it leaves empty. */
export function removal(tree: ProgramTree, { node, list }: StatementSite): TextEdit {
  const end = endOf(node);
  const start = startOf(node);
  if (list.length === 1) return { start, end, text: '{}' };
  const lineStart = tree.code.lastIndexOf('\n', start - 1) + 1;
  const isAlone = tree.code.slice(lineStart, start).trim() === '' && tree.code[end] === '\n';
  return isAlone ? { start: lineStart, end: end + 1, text: '' } : { start, end, text: '' };
}

/** Whether a statement makes sense elsewhere: no declaration, no jump, not too large. */
export function isCopyable(node: Statement): boolean {
  if (node.type !== 'ExpressionStatement' && node.type !== 'IfStatement') return false;
  return sizeOf(node) <= MAX_STATEMENT_NODES;
}

/** Whether a program can lose a statement: its names are not needed and its loops still end. */
export function isRemovable(tree: ProgramTree, { node, list, index }: StatementSite): boolean {
  if (node.type === 'ReturnStatement') return index + 1 < list.length;
  if (node.type.endsWith('Declaration') || node.type === 'BreakStatement') return false;
  const controlled = loopNames(tree, node);
  return assignedNames(node).every((name) => !controlled.has(name));
}

/** Names that decide whether the loops around a node go on. */
export function loopNames(tree: ProgramTree, node: Node): Set<string> {
  const names = new Set<string>();
  for (const outer of ancestors(tree, node)) {
    if (!/^(?:For|While|DoWhile)/.test(outer.type)) continue;
    const { init, test, update, left } = membersOf(outer);
    for (const part of [init, test, update, left]) {
      if (!isNode(part)) continue;
      walk(part, (inner) => {
        if (inner.type === 'Identifier') names.add(inner.name);
      });
    }
  }
  return names;
}

/** Variables that a piece of a program assigns to. */
export function assignedNames(node: Node): string[] {
  const names: string[] = [];
  walk(node, (inner) => {
    const target =
      inner.type === 'AssignmentExpression'
        ? inner.left
        : inner.type === 'UpdateExpression'
          ? inner.argument
          : undefined;
    if (target) names.push(...boundIdentifiers(target).map(({ name }) => name));
  });
  return names;
}

/** Any `if` with an `else`; undefined where there is none. */
export function pickTwoWayIf(tree: ProgramTree, rng: Rng): TwoWayIf | undefined {
  return pickFrom(
    rng,
    tree.statements.flatMap(({ node }) => (isTwoWayIf(node) ? [node] : [])),
  );
}

type TwoWayIf = IfStatement & { readonly alternate: Statement };

function isTwoWayIf(node: Node): node is TwoWayIf {
  return node.type === 'IfStatement' && Boolean(node.alternate);
}
