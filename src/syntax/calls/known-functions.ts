import type { Node } from '@babel/types';
import { isFunction, type Binding } from '../scope.ts';
import { unitsOfClass, type ModuleInGraph, type Unit, type Units } from './units.ts';

/** The files of a program with its units. */
export interface Program {
  readonly modules: ReadonlyMap<string, ModuleInGraph>;
  readonly units: Units;
}

/** A function or class that stands where it is made. */
export function isValueNode(node: Node): boolean {
  return isFunction(node) || node.type === 'ClassExpression' || node.type === 'ClassDeclaration';
}

/** Whether a name is used, not declared, that always stands for one function or class, or is imported. */
export function isUseOfFunction(node: Node, { scope }: ModuleInGraph): boolean {
  if (node.type !== 'Identifier') return false;
  const binding = scope.bindings.get(node);
  return binding !== undefined && binding.identifier !== node && isKnown(binding);
}

/** Whether a name always stands for what it was declared with, and that is a function, a class or an import. */
export function isKnown({ kind, written, declaration }: Binding): boolean {
  if (written) return false;
  if (kind === 'import' || kind === 'function' || kind === 'class') return true;
  if (kind !== 'const' && kind !== 'let') return false;
  if (declaration.type !== 'VariableDeclarator' || declaration.id.type !== 'Identifier') {
    return false;
  }
  return declaration.init ? isValueNode(declaration.init) : false;
}

/** The units that run when the value of an expression is called or constructed; undefined when nobody knows. */
export function unitsAt(
  node: Node,
  module: ModuleInGraph,
  program: Program,
): readonly Unit[] | undefined {
  if (isFunction(node)) {
    const unit = program.units.functions.get(node);
    return unit && [unit];
  }
  if (isValueNode(node)) return unitsOfClass(node, program.units);
  if (node.type !== 'Identifier') return undefined;
  return unitsOf(module.scope.bindings.get(node), module, program);
}

/** The same for what a file exports. */
export function unitsOfExport(
  module: ModuleInGraph,
  name: string,
  program: Program,
): readonly Unit[] | undefined {
  const exported = module.exports.find((one) => one.name === name);
  const binding = exported && module.scope.root.bindings.get(exported.local);
  return unitsOf(binding, module, program);
}

function unitsOf(
  binding: Binding | undefined,
  module: ModuleInGraph,
  program: Program,
): readonly Unit[] | undefined {
  if (binding === undefined || !isKnown(binding)) return undefined;
  const { declaration, kind, name } = binding;
  if (kind !== 'import') {
    const value = declaration.type === 'VariableDeclarator' ? declaration.init : declaration;
    return value ? unitsAt(value, module, program) : undefined;
  }
  for (const { specifier, names } of module.imports) {
    const found = names.find(({ local }) => local === name);
    const from = program.modules.get(specifier);
    if (found && from) return unitsOfExport(from, found.imported, program);
  }
  return undefined;
}
