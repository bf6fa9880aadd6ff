import type { Node } from '@babel/types';
import { unitsAt, type Program } from './known-functions.ts';
import { unitsOfClass, type ModuleInGraph, type Unit, type Units } from './units.ts';
import { isGlobal } from './values.ts';

/** What `super(...)` runs. */
export function unitsOfParent(
  around: Node | undefined,
  module: ModuleInGraph,
  program: Program,
): readonly Unit[] | undefined {
  if (around?.type !== 'ClassDeclaration' && around?.type !== 'ClassExpression') return undefined;
  const { superClass } = around;
  if (!superClass || isGlobal(superClass, module.scope)) return [];
  return unitsAt(superClass, module, program);
}

/** What no call shows: a constructor that nobody wrote calls that of the parent, and all set fields. */
export function addConstructors({ functions, fields, constructors }: Units): void {
  for (const made of constructors.values()) made.callsUnknown = true;
  for (const [body, unit] of fields) {
    if (body.type !== 'ClassBody') continue;
    const written = body.body.find(
      (one) => one.type === 'ClassMethod' && one.kind === 'constructor',
    );
    if (written !== undefined) functions.get(written)?.calls.add(unit);
  }
  for (const [node, made] of constructors) {
    for (const other of unitsOfClass(node, { all: [], functions, fields, constructors })) {
      if (other !== made) made.calls.add(other);
    }
  }
}
