import type { Node, Statement } from '@babel/types';
import type { Rng } from '../core/rng.ts';
import { normalText } from '../syntax/normal-form.ts';
import { parseModule } from '../syntax/parse.ts';
import type { Binding } from '../syntax/scope.ts';
import { applyEdits, type TextEdit } from '../syntax/text-edits.ts';
import { endOf, startOf } from '../syntax/walk.ts';
import { dropUnusedTypes } from './imported-types.ts';
import { openProgram, type ProgramTree } from './program-tree.ts';
import { signatureOf } from './signature.ts';
import { simplifyOperators } from './simplify-operators.ts';
import { removal } from './statement-places.ts';

/** The limits of a simplification, and the judge of each step. */
export interface SimplifyOptions {
  /** The most programs that are tried. */
  readonly attempts: number;
  /** Finds the next step: `simplerForm`, or something that calls it elsewhere. */
  readonly step: (code: string, tried: readonly string[]) => Promise<string | undefined>;
  /** Whether a simpler text does just what the program does. */
  readonly isSame: (code: string) => Promise<boolean>;
}

/** Draws of each operator from one program. */
const DRAWS = 8;

/**
 * Shortens a program as long as that makes no difference: without code that nothing reaches or uses, with
 * arithmetic folded, branches dropped and constants inlined. It exports what it did. A text that does
 * not parse stays as it is.
 */
export async function simplify(code: string, options: SimplifyOptions): Promise<string> {
  const { attempts, step, isSame } = options;
  const tried = [code];
  let current = code;
  for (;;) {
    const next = await step(current, tried);
    if (next === undefined || tried.length >= attempts) return dropUnusedTypes(current);
    tried.push(next);
    if (await isSame(next)) current = next;
  }
}

/** What a step of a simplification starts from. */
export interface StepOptions {
  readonly code: string;
  /** Texts that were tried, the program itself first. */
  readonly tried: readonly string[];
  /** Text of the problem's `policy.d.ts`. */
  readonly declaration: string;
  readonly rng: Rng;
}

/** A shorter program, one step away, that was not tried yet. */
export function simplerForm({ code, declaration, ...options }: StepOptions): string | undefined {
  const parsed = parseModule(declaration);
  const tree = openProgram(code, parsed.ok ? { code: declaration, ast: parsed.ast } : null);
  if (tree === undefined) return undefined;
  const tried = new Set(options.tried.map((text) => normalText(text)));
  const signature = signatureOf(tree.ast);
  for (const edits of steps(tree, options.rng.fork(tried.size))) {
    const text = applyEdits(code, edits);
    const after = parseModule(text);
    if (text.length >= code.length || !after.ok) continue;
    if (signatureOf(after.ast) === signature && !tried.has(normalText(text))) return text;
  }
  return undefined;
}

/** Dead code first: it is the surest. */
function* steps(tree: ProgramTree, rng: Rng): Generator<readonly TextEdit[]> {
  yield* unreachable(tree);
  yield* unused(tree);
  for (const operator of simplifyOperators) {
    for (let draw = 0; draw < DRAWS; draw += 1) {
      const edits = operator.apply(tree, { rng: rng.fork(operator.name).fork(draw), donors: [] });
      if (edits !== undefined) yield edits;
    }
  }
}

const JUMPS: ReadonlySet<string> = new Set([
  'ReturnStatement',
  'ThrowStatement',
  'BreakStatement',
  'ContinueStatement',
]);

/** Statements behind one that leaves their block; functions are known before they are reached. */
function* unreachable(tree: ProgramTree): Generator<readonly TextEdit[]> {
  for (const site of tree.statements) {
    const before = site.list.slice(0, site.index);
    const isDead = before.some(({ type }) => JUMPS.has(type));
    if (isDead && site.node.type !== 'FunctionDeclaration') yield [removal(tree, site)];
  }
}

function* unused(tree: ProgramTree): Generator<readonly TextEdit[]> {
  for (const binding of new Set(tree.scope.bindings.values())) {
    if (binding.exported || binding.references.length > 0) continue;
    const statement = statementOf(tree, binding);
    if (statement !== undefined) yield [withLineEnd(tree, statement)];
  }
}

/** The statement that declares a name and no other. */
function statementOf(tree: ProgramTree, { declaration }: Binding): Node | undefined {
  const { type } = declaration;
  if (type === 'FunctionDeclaration' || type === 'ClassDeclaration') return declaration;
  if (type !== 'VariableDeclarator') return undefined;
  const list = tree.parents.get(declaration);
  const isWhole = list?.type === 'VariableDeclaration' && list.declarations.length === 1;
  const owner = list && tree.parents.get(list);
  return isWhole && owner !== undefined && isBlock(owner) ? list : undefined;
}

function isBlock(node: Node): node is Extract<Node, { readonly body: Statement[] }> {
  return node.type === 'BlockStatement' || node.type === 'Program';
}

function withLineEnd({ code }: ProgramTree, node: Node): TextEdit {
  const end = endOf(node);
  return { start: startOf(node), end: code[end] === '\n' ? end + 1 : end, text: '' };
}
