import type { Function as FunctionNode, Node } from '@babel/types';
import { isFunction } from '../syntax/scope.ts';
import { endOf, startOf, walk } from '../syntax/walk.ts';
import type { ProgramTree } from './program-tree.ts';
import type { FunctionShape, ParameterShape, Shape } from './shape.ts';
import { applyEdits, type TextEdit } from '../syntax/text-edits.ts';

/** A program that names every input which its declaration offers. */
export interface CompletedProgram {
  readonly code: string;
  /** Names of the inputs that were added. */
  readonly added: ReadonlySet<string>;
}

/**
 * Adds the declared parameters that a program's functions leave out, and the declared fields that
 * their destructuring patterns leave out, so that variation can use them. A name that the program
 * uses for something else is not added.
 */
export function completeInputs(tree: ProgramTree): CompletedProgram {
  const added = new Set<string>();
  const taken = new Set(tree.scope.globals);
  for (const { name } of tree.scope.bindings.values()) taken.add(name);
  const edits = functionsWithPromise(tree).flatMap(([node, promise]) => {
    const take = (name: string): boolean => {
      if (taken.has(name)) return false;
      added.add(name);
      return true;
    };
    return [...missingFields(node, promise, take), ...missingParams(tree, [node, promise], take)];
  });
  return { code: applyEdits(tree.code, edits), added };
}

/** The program without those added inputs that nothing uses. */
export function trimInputs(tree: ProgramTree, added: ReadonlySet<string>): string {
  const isIdle = (node: Node): boolean =>
    node.type === 'Identifier' &&
    added.has(node.name) &&
    tree.scope.bindings.get(node)?.references.length === 0;
  const edits = functionsWithPromise(tree).flatMap(([{ params }]) => {
    const used = params.findLastIndex((param) => !isIdle(param)) + 1;
    const fields = params.slice(0, used).flatMap((param) => idleFields(param, isIdle));
    const [first] = params.slice(used);
    const last = params.at(-1);
    if (first === undefined || last === undefined) return fields;
    const before = params[used - 1];
    const start = before === undefined ? startOf(first) : endOf(before);
    return [...fields, { start, end: endOf(last), text: '' }];
  });
  return applyEdits(tree.code, edits);
}

type Promised = readonly [node: FunctionNode, promise: FunctionShape];

function functionsWithPromise(tree: ProgramTree): Promised[] {
  const found: Promised[] = [];
  walk(tree.ast.program, (node) => {
    const promise = isFunction(node) ? tree.shapes.promised(node) : undefined;
    if (promise !== undefined && isFunction(node)) found.push([node, promise]);
  });
  return found;
}

type Take = (name: string) => boolean;

function missingFields(node: FunctionNode, promise: FunctionShape, take: Take): TextEdit[] {
  return node.params.flatMap((param, index): TextEdit[] => {
    const shape: Shape | undefined = promise.params[index]?.shape;
    if (param.type !== 'ObjectPattern' || shape?.kind !== 'object') return [];
    const last = param.properties.at(-1);
    if (last === undefined || last.type === 'RestElement') return [];
    const names = [...shape.fields.keys()].filter((name) => IDENTIFIER.test(name) && take(name));
    const text = names.map((name) => `, ${name}`).join('');
    return text === '' ? [] : [{ start: endOf(last), end: endOf(last), text }];
  });
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

function missingParams({ code }: ProgramTree, [node, promise]: Promised, take: Take): TextEdit[] {
  const { params } = node;
  const last = params.at(-1);
  const isBare = last !== undefined && startOf(last) === startOf(node);
  if (isBare || last?.type === 'RestElement') return [];
  const missing = promise.params.slice(params.length).map(({ name }) => name);
  // Parameters count by position: after one that cannot be added the others have no meaning.
  const stop = missing.findIndex((name) => !take(name));
  const names = stop < 0 ? missing : missing.slice(0, stop);
  if (names.length === 0) return [];
  const at = last ? endOf(last) : code.indexOf('(', headEnd(node)) + 1;
  const texts = names.map(
    (name, index) => name + annotation(node, promise.params[params.length + index]),
  );
  return [{ start: at, end: at, text: (last ? ', ' : '') + texts.join(', ') }];
}

/** The type of an added parameter, in a program with types where nothing else tells it. */
function annotation(node: FunctionNode, param: ParameterShape | undefined): string {
  if (node.type !== 'FunctionDeclaration' || !node.returnType || !param?.type) return '';
  return `: ${param.type}`;
}

/** Where a function's name ends, before its parameters. */
function headEnd(node: FunctionNode): number {
  if ('id' in node && node.id) return endOf(node.id);
  return 'key' in node ? endOf(node.key) : startOf(node);
}

function idleFields(param: Node, isIdle: (node: Node) => boolean): TextEdit[] {
  if (param.type !== 'ObjectPattern') return [];
  return param.properties.flatMap((property, index): TextEdit[] => {
    const before = param.properties[index - 1];
    if (property.type !== 'ObjectProperty' || before === undefined) return [];
    if (!isIdle(property.value)) return [];
    return [{ start: endOf(before), end: endOf(property), text: '' }];
  });
}
