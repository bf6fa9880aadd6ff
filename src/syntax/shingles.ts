import type { Identifier, Node } from '@babel/types';
import type { Source } from '../core/program.ts';
import { unwrapped } from './normal-form.ts';
import { parseModule } from './parse.ts';
import { analyseScope, type Binding } from './scope.ts';
import { isErased, hasRuntimeMeaning, isNode, membersOf } from './walk.ts';

/** Words of a sketch. The standard error of a similarity s is sqrt(s (1 - s) / 128): 0.044 at most. */
const SKETCH_WORDS = 128;
/** Tokens of a shingle: one changed token changes at most five shingles. */
const SHINGLE_TOKENS = 5;

const SEEDS = Int32Array.from({ length: SKETCH_WORDS }, (_, word) => mix(0x9e3779b9 * (word + 1)));

/**
 * A fingerprint of fixed size (512 bytes) for `similarity`: MinHash (Broder, "On the resemblance and
 * containment of documents", 1997) over shingles of five tokens of the syntax tree.
 *
 * Layout, comments, types, the spelling of numbers and the names of what a program declares for itself do not
 * matter; the values of numbers and strings, and the names of properties, globals and exports do. A file
 * that does not parse is taken as words between white space. The order of functions hardly matters.
 */
export function sketchOf(source: Source): Uint32Array {
  const least = new Int32Array(SKETCH_WORDS).fill(0x7fffffff);
  for (const shingle of shinglesOf(source)) {
    for (let word = 0; word < SKETCH_WORDS; word += 1) {
      const hash = mix(shingle ^ (SEEDS[word] ?? 0));
      if (hash < (least[word] ?? 0)) least[word] = hash;
    }
  }
  return new Uint32Array(least.buffer);
}

/**
 * Estimates the share of shingles that two programs have in common (Jaccard), in [0, 1], from their sketches.
 * 1 for equal programs, and for any two that are empty.
 */
export function similarity(one: Uint32Array, other: Uint32Array): number {
  let equal = 0;
  for (let word = 0; word < SKETCH_WORDS; word += 1) if (one[word] === other[word]) equal += 1;
  return equal / SKETCH_WORDS;
}

/** Digests of all shingles of a program, 32 bits each: the set that a sketch samples. */
export function shinglesOf(source: Source): ReadonlySet<number> {
  const shingles = new Set<number>();
  for (const path of Object.keys(source.files).toSorted()) {
    addShingles(tokensOf(source.files[path] ?? ''), shingles);
  }
  return shingles;
}

function addShingles(tokens: readonly number[], shingles: Set<number>): void {
  // A text shorter than a shingle is one shingle.
  const last = Math.max(tokens.length - SHINGLE_TOKENS, Math.min(tokens.length, 1) - 1);
  for (let start = 0; start <= last; start += 1) {
    let hash = 0;
    const end = Math.min(start + SHINGLE_TOKENS, tokens.length);
    for (let at = start; at < end; at += 1)
      hash = mix((Math.imul(hash, 31) + (tokens[at] ?? 0)) | 0);
    shingles.add(hash);
  }
}

/** Digests of the tokens of a file. */
function tokensOf(code: string): readonly number[] {
  const parsed = parseModule(code);
  if (!parsed.ok) return wordsOf(code);
  try {
    const writer: Writer = { bindings: analyseScope(parsed.ast).bindings, out: [] };
    write(parsed.ast.program, writer);
    return writer.out;
  } catch (error) {
    // Text that nests deeper than the stack reaches.
    if (error instanceof RangeError) return wordsOf(code);
    throw error;
  }
}

function wordsOf(code: string): readonly number[] {
  return code.split(/\s+/).filter(Boolean).map(hashOf);
}

interface Writer {
  readonly bindings: ReadonlyMap<Node, Binding>;
  readonly out: number[];
}

/** A node is one token: its type with its operator and flags, or a leaf's value. Its children follow. */
function write(given: Node, writer: Writer): void {
  const node = unwrapped(given);
  const leaf = leafOf(node, writer);
  if (leaf !== undefined) {
    writer.out.push(hashOf(leaf));
    return;
  }
  const members = membersOf(node);
  const place = writer.out.push(0) - 1;
  let token = hashOf(node.type);
  for (const key in members) {
    const value = members[key];
    // Positions are numbers and most flags are false: a look at the value saves one at the list of keys.
    if (typeof value === 'object') {
      if (value !== null && hasRuntimeMeaning(key)) writeChildren(value, writer);
    } else if (value === true || (typeof value === 'string' && !isSaid(key, node))) {
      if (hasRuntimeMeaning(key)) token = mix(token ^ hashOf(`${key}=${value}`));
    }
  }
  writer.out[place] = token;
}

/** Whether a text is part of the token already, or only the keyword of a variable declaration. */
function isSaid(key: string, { type }: Node): boolean {
  return key === 'type' || (key === 'kind' && type === 'VariableDeclaration');
}

function writeChildren(value: object, writer: Writer): void {
  if (!Array.isArray(value)) writeChild(value, writer);
  else for (const child of value) writeChild(child, writer);
}

function writeChild(child: unknown, writer: Writer): void {
  if (isNode(child) && !isErased(child) && child.type !== 'EmptyStatement') write(child, writer);
}

function leafOf(node: Node, { bindings }: Writer): string | undefined {
  if (node.type === 'Identifier') return roleOf(node, bindings.get(node));
  if (node.type === 'NumericLiteral' || node.type === 'BigIntLiteral') return `#${node.value}`;
  if (node.type === 'StringLiteral') return `"${node.value}`;
  if (node.type === 'TemplateElement') return `"${node.value.raw}`;
  return undefined;
}

/**
 * A private name counts by its kind alone: numbers in the order of appearance would all shift when one
 * more is declared, and the change of a line would look like that of the whole program.
 */
function roleOf({ name }: Identifier, binding: Binding | undefined): string {
  if (binding === undefined || binding.exported) return `.${name}`;
  return binding.kind === 'const' || binding.kind === 'var' ? '$let' : `$${binding.kind}`;
}

/** FNV-1a over UTF-16 units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash | 0;
}

/** A bijection of 32-bit words that mixes all bits (the finalizer of MurmurHash3). */
function mix(word: number): number {
  let hash = word | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
