import { parse } from '@babel/parser';
import type { Declaration, File, Node, Statement } from '@babel/types';
import { messageOf, PluginError } from '../core/errors.ts';
import { parseModule } from '../syntax/parse.ts';

/** A place in a text; both from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** Names of the values that a `policy.d.ts` declares, in its order. Throws PluginError. */
export function declaredNames(declaration: string): readonly string[] {
  const names = [...namesIn(parseDeclaration(declaration)).keys()];
  if (names.length > 0) return names;
  throw new PluginError('the declaration of the policy exports no function', {
    hint: 'A policy.d.ts must say `export function NAME(...): ...;` for each function of the port.',
  });
}

/** Names of the values that a module exports, in its order; undefined for a text that does not parse. */
export function exportedNames(code: string): readonly string[] | undefined {
  const parsed = parseModule(code);
  return parsed.ok ? [...namesIn(parsed.ast).keys()] : undefined;
}

/** Place where a module names its export; undefined when the module does not contain the name. */
export function placeOfExport(code: string, name: string): TextPlace | undefined {
  const parsed = parseModule(code);
  const start = parsed.ok ? namesIn(parsed.ast).get(name)?.loc?.start : undefined;
  return start && { line: start.line, column: start.column + 1 };
}

function parseDeclaration(declaration: string): File {
  try {
    return parse(declaration, { sourceType: 'module', plugins: [['typescript', { dts: true }]] });
  } catch (error) {
    throw new PluginError(`the declaration of the policy does not parse: ${messageOf(error)}`, {
      hint: 'Correct the policy.d.ts of the problem.',
      cause: error,
    });
  }
}

function namesIn(file: File): ReadonlyMap<string, Node> {
  return new Map(file.program.body.flatMap(exportsOf).map((id) => [nameOf(id), id]));
}

function nameOf(id: Node): string {
  if (id.type === 'Identifier') return id.name;
  return id.type === 'StringLiteral' ? id.value : '';
}

function exportsOf(statement: Statement): readonly Node[] {
  if (statement.type !== 'ExportNamedDeclaration' || statement.exportKind === 'type') return [];
  if (statement.declaration) return valuesOf(statement.declaration);
  return statement.specifiers.map(({ exported }) => exported);
}

function valuesOf(declaration: Declaration): readonly Node[] {
  if (declaration.type === 'VariableDeclaration') {
    return declaration.declarations.map(({ id }) => id);
  }
  const isNamed =
    declaration.type === 'FunctionDeclaration' ||
    declaration.type === 'TSDeclareFunction' ||
    declaration.type === 'ClassDeclaration';
  return isNamed && declaration.id ? [declaration.id] : [];
}
