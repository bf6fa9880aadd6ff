import type { Node, Statement } from '@babel/types';
import type { Binding } from '../syntax/scope.ts';
import { endOf, membersOf, startOf } from '../syntax/walk.ts';
import { freeNames, type ProgramTree, sizeOf, textOf, visibleAt } from './program-tree.ts';
import { freshName } from './statement-places.ts';
import { applyEdits, type TextEdit } from '../syntax/text-edits.ts';

/** A piece of another program made to fit here. */
export interface Graft {
  /** The piece with its helpers' names replaced. */
  readonly text: string;
  /** Edits that put copies of the needed helpers into the program; none or one. */
  readonly helpers: readonly TextEdit[];
}

/** A part that is taken from another program. */
export interface Piece {
  readonly donor: ProgramTree;
  readonly node: Node;
  /** Offsets of the part of the node whose text is wanted; all of it when left out. */
  readonly start?: number;
  readonly end?: number;
}

/** The largest helper that is copied, in nodes. */
const MAX_HELPER = 400;
const MAX_HELPERS = 8;

interface Plan {
  readonly donor: ProgramTree;
  readonly tree: ProgramTree;
  /** New name of each helper, in the order in which they were found. */
  readonly names: Map<Binding, string>;
}

/**
 * Prepares a piece of `donor` for a place in `tree`: names that are visible there are kept, functions
 * and constants of the donor's module are brought along under fresh names. Undefined when a name
 * means nothing there.
 */
export function graft(tree: ProgramTree, target: Node, piece: Piece): Graft | undefined {
  const { donor, node, start = startOf(node), end = endOf(node) } = piece;
  const plan: Plan = { donor, tree, names: new Map() };
  if (!adopt(node, plan, visibleAt(tree, target))) return undefined;
  return { text: renamed(plan, start, end), helpers: helpersOf(plan) };
}

type Visible = ReadonlyMap<string, unknown>;

/** Resolves every name that a node uses; false when one cannot be resolved. */
function adopt(node: Node, plan: Plan, visible: Visible): boolean {
  for (const [name, binding] of freeNames(plan.donor, node)) {
    // A global of the donor must not be shadowed by a name of this program.
    const isHome = binding === undefined ? !visible.has(name) : adoptName(binding, plan, visible);
    if (!isHome) return false;
  }
  return true;
}

function adoptName(binding: Binding, plan: Plan, visible: Visible): boolean {
  const { donor, names } = plan;
  if (names.has(binding)) return true;
  const helper = helperNode(binding, donor);
  if (visible.has(binding.name) && (helper === undefined || isSame(binding, plan))) return true;
  if (helper === undefined || sizeOf(helper) > MAX_HELPER) return false;
  if (names.size >= MAX_HELPERS) return false;
  names.set(binding, freshHelperName(plan, binding.name));
  return adopt(helper, plan, plan.tree.scope.root.bindings);
}

/** Whether this program has the very same helper, so that no copy is needed. */
function isSame(binding: Binding, { donor, tree }: Plan): boolean {
  const other = tree.scope.root.bindings.get(binding.name);
  if (other === undefined || other.exported) return false;
  const mine = helperNode(other, tree);
  const theirs = helperNode(binding, donor);
  return mine && theirs ? textOf(tree, mine) === textOf(donor, theirs) : false;
}

/** The statement that declares a helper: a function or a single constant of the module. */
function helperNode(binding: Binding, donor: ProgramTree): Statement | undefined {
  const { declaration, kind } = binding;
  if (binding.scope !== donor.scope.root || binding.exported) return undefined;
  if (kind === 'function' && declaration.type === 'FunctionDeclaration') return declaration;
  const list = kind === 'const' || kind === 'let' ? donor.parents.get(declaration) : undefined;
  const isSingle = list?.type === 'VariableDeclaration' && list.declarations.length === 1;
  return isSingle ? list : undefined;
}

function freshHelperName({ tree, donor, names }: Plan, name: string): string {
  const taken = new Set(names.values());
  for (const binding of donor.scope.bindings.values()) taken.add(binding.name);
  taken.delete(name);
  let stem = name.replace(/\d+$/, '') || name;
  let fresh = freshName(tree, stem);
  while (taken.has(fresh)) {
    stem += '_';
    fresh = freshName(tree, stem);
  }
  return fresh;
}

/** The donor's text between two offsets with the helpers' new names. */
function renamed({ donor, names }: Plan, start: number, end: number): string {
  const edits: TextEdit[] = [];
  for (const [binding, fresh] of names) {
    if (binding.name === fresh) continue;
    for (const use of [binding.identifier, ...binding.references]) {
      if (startOf(use) < start || endOf(use) > end) continue;
      const parent = donor.parents.get(use);
      const short = parent !== undefined && membersOf(parent)['shorthand'] === true;
      const at = startOf(use) - start;
      const text = short ? `${binding.name}: ${fresh}` : fresh;
      edits.push({ start: at, end: at + binding.name.length, text });
    }
  }
  return applyEdits(donor.code.slice(start, end), edits);
}

function helpersOf(plan: Plan): readonly TextEdit[] {
  if (plan.names.size === 0) return [];
  const texts = [...plan.names.keys()]
    .map((binding) => helperNode(binding, plan.donor))
    .filter((node) => node !== undefined)
    .toSorted((a, b) => startOf(a) - startOf(b))
    .map((node) => renamed(plan, startOf(node), endOf(node)));
  const { body } = plan.tree.ast.program;
  const first = body.find((statement) => statement.type !== 'ImportDeclaration');
  const start = first === undefined ? 0 : startOf(first);
  return [{ start, end: start, text: `${texts.join('\n\n')}\n\n` }];
}
