import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Expression, Node, ObjectExpression } from '@babel/types';
import { importsOf } from '../../policies/module-imports.ts';
import { parseModule } from '../../syntax/parse.ts';
import { walk } from '../../syntax/walk.ts';
import type { Place } from './law.ts';

type Member = string | number;

/** Place of a member of what a module gives to `defineProblem`; of the nearest one around it that can be found. */
export async function placeOfMember(file: string, members: readonly Member[]): Promise<Place> {
  let node = await argumentOf(file, 'defineProblem');
  let place: Place = { file, ...lineOf(node) };
  for (const member of members) {
    const found = node && memberOf(node, member);
    if (found === undefined) break;
    place = { file, ...lineOf(found.at) };
    node = found.value;
  }
  return place;
}

/** Place of the first property of this name in a module; of the fallback where there is none. */
export async function placeOfProperty(
  file: string,
  name: string,
  fallback: string,
): Promise<Place> {
  const nodes = await nodesIn(file);
  const property = nodes.find(
    (node) => (isProperty(node) && keyOf(node) === name) || isAssignmentTo(node, name),
  );
  return { file, ...lineOf(property ?? declarationIn(nodes, fallback)) };
}

/** Place where a module declares an export. */
export async function placeOfDeclaration(file: string, name: string): Promise<Place> {
  return { file, ...lineOf(declarationIn(await nodesIn(file), name)) };
}

/** The run-time nodes of a module; none of one that cannot be read. */
export async function nodesIn(file: string): Promise<readonly Node[]> {
  const parsed = parseModule(await readFile(file, 'utf8').catch(() => ''));
  const nodes: Node[] = [];
  if (parsed.ok) walk(parsed.ast.program, (node) => void nodes.push(node));
  return nodes;
}

/** A module and all that it imports by relative paths, over and over, that can be read; declarations left out. */
export async function modulesFrom(file: string): Promise<readonly string[]> {
  const found = new Set([file]);
  // A set's loop also visits what is added to it meanwhile.
  for (const module of found) {
    const text = await readFile(module, 'utf8').catch(() => undefined);
    if (text === undefined) found.delete(module);
    for (const { specifier } of importsOf(text ?? '')) {
      const target = path.resolve(path.dirname(module), specifier);
      if (!target.endsWith('.d.ts')) found.add(target);
    }
  }
  return [...found];
}

/** Line and column of a node, from 1. */
export function lineOf(node: Node | undefined): Pick<Place, 'line' | 'column'> {
  const start = node?.loc?.start;
  return start === undefined ? {} : { line: start.line, column: start.column + 1 };
}

async function argumentOf(file: string, callee: string): Promise<Node | undefined> {
  for (const node of await nodesIn(file)) {
    if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') continue;
    if (node.callee.name === callee) return node.arguments[0];
  }
  return undefined;
}

type Property = ObjectExpression['properties'][number];

function memberOf(
  node: Node,
  member: Member,
): { readonly at: Node; readonly value: Node | undefined } | undefined {
  if (node.type === 'ArrayExpression') {
    const element = typeof member === 'number' ? node.elements[member] : undefined;
    return element ? { at: element, value: element } : undefined;
  }
  if (node.type !== 'ObjectExpression') return undefined;
  const property = node.properties.find((one) => isProperty(one) && keyOf(one) === member);
  if (property === undefined) return undefined;
  return { at: property, value: property.type === 'ObjectProperty' ? property.value : undefined };
}

function isProperty(node: Node): node is Exclude<Property, { type: 'SpreadElement' }> {
  return node.type === 'ObjectProperty' || node.type === 'ObjectMethod';
}

function keyOf({ key }: { readonly key: Node }): string | undefined {
  if (key.type === 'Identifier') return key.name;
  return key.type === 'StringLiteral' ? key.value : undefined;
}

function isAssignmentTo(node: Node, name: string): boolean {
  return node.type === 'AssignmentExpression' && nameOfTarget(node.left) === name;
}

function nameOfTarget(target: Node | Expression): string | undefined {
  if (target.type !== 'MemberExpression') return undefined;
  return keyOf({ key: target.property });
}

function declarationIn(nodes: readonly Node[], name: string): Node | undefined {
  return nodes.find((node) => {
    if (node.type === 'FunctionDeclaration' || node.type === 'VariableDeclarator') {
      return node.id?.type === 'Identifier' && node.id.name === name;
    }
    return false;
  });
}
