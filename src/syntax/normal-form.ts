import type { Identifier, Node } from '@babel/types';
import { hashText } from '../core/hash.ts';
import type { Source } from '../core/program.ts';
import { parseModule } from './parse.ts';
import { analyseScope, type Binding } from './scope.ts';
import { isErased, hasRuntimeMeaning, isNode, membersOf } from './walk.ts';

/**
 * Digest of what a program does, as far as its text shows: equal for two programs that differ only in
 * comments, layout, types, redundant parentheses and braces, quotes, the spelling of numbers, and the
 * names of what they declare for themselves (exports, properties and globals keep theirs).
 *
 * Undefined when a file does not parse.
 */
export function normalHash(source: Source): string | undefined {
  const paths = Object.keys(source.files).toSorted();
  const parts: string[] = [JSON.stringify([source.entry, paths])];
  for (const path of paths) {
    const text = normalText(source.files[path] ?? '');
    if (text === undefined) return undefined;
    parts.push(text);
  }
  return hashText(parts.join('\n'));
}

/** The normal form itself: one line without layout. Undefined when the code does not parse. */
export function normalText(code: string): string | undefined {
  const parsed = parseModule(code);
  if (!parsed.ok) return undefined;
  try {
    const { bindings } = analyseScope(parsed.ast);
    const writer: Writer = { bindings, numbers: new Map(), out: [] };
    write(parsed.ast.program, writer);
    return writer.out.join('');
  } catch (error) {
    // Text that nests deeper than the stack reaches; the gate refuses such a candidate anyway.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

interface Writer {
  readonly bindings: ReadonlyMap<Node, Binding>;
  /** Number of each private name, in the order of first appearance. */
  readonly numbers: Map<Binding, number>;
  readonly out: string[];
}

function write(given: Node, writer: Writer): void {
  const node = unwrapped(given);
  if (writeLeaf(node, writer)) return;
  const members = membersOf(node);
  writer.out.push(node.type, '(');
  for (const key in members) if (hasRuntimeMeaning(key)) writeMember(key, members[key], writer);
  writer.out.push(')');
}

function writeMember(key: string, value: unknown, writer: Writer): void {
  if (value === null || value === undefined || value === false) return;
  if (Array.isArray(value)) writeList(key, value, writer);
  else if (isNode(value)) {
    if (isErased(value)) return;
    writer.out.push(key, ':');
    write(value, writer);
  } else if (typeof value === 'bigint') writer.out.push(key, '=', String(value), 'n;');
  else if (typeof value !== 'object') writer.out.push(key, '=', JSON.stringify(value), ';');
}

function writeList(key: string, list: readonly unknown[], writer: Writer): void {
  const { out } = writer;
  out.push(key, '[');
  for (const item of list) {
    if (!isNode(item)) out.push('_');
    else if (!isErased(item) && item.type !== 'EmptyStatement' && !isThisParameter(item)) {
      write(item, writer);
      out.push(',');
    }
  }
  out.push(']');
}

/** Writes a node that has no run-time children; false for any other node. */
function writeLeaf(node: Node, writer: Writer): boolean {
  const { out } = writer;
  if (node.type === 'Identifier') writeName(node, writer);
  else if (node.type === 'NumericLiteral') out.push('#', String(node.value), ' ');
  else if (node.type === 'StringLiteral') out.push(JSON.stringify(node.value));
  else if (node.type === 'TemplateElement') out.push(JSON.stringify(node.value.raw));
  else return false;
  return true;
}

function writeName(node: Identifier, { bindings, numbers, out }: Writer): void {
  const binding = bindings.get(node);
  if (binding === undefined || binding.exported) {
    out.push('.', node.name, ' ');
    return;
  }
  const number = numbers.get(binding) ?? numbers.size;
  numbers.set(binding, number);
  out.push('$', String(number), ' ');
}

const WRAPPERS: ReadonlySet<string> = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
]);

/** The node inside wrappers without meaning, such as casts or braces around one statement. */
export function unwrapped(node: Node): Node {
  if (WRAPPERS.has(node.type) && 'expression' in node && isNode(node.expression)) {
    return unwrapped(node.expression);
  }
  if (node.type !== 'BlockStatement') return node;
  const body = node.body.filter(({ type }) => type !== 'EmptyStatement');
  const [only] = body;
  return body.length === 1 && only !== undefined && !declares(only) ? unwrapped(only) : node;
}

function declares(statement: Node): boolean {
  return statement.type.endsWith('Declaration') || isErased(statement);
}

function isThisParameter(node: Node): boolean {
  return node.type === 'Identifier' && node.name === 'this';
}
