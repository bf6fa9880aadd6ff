import type {
  Identifier,
  StringLiteral,
  ExportDefaultDeclaration,
  ExportNamedDeclaration,
  File,
  ImportDeclaration,
  Node,
  Statement,
} from '@babel/types';

import { isNode } from './walk.ts';

/** A module without its module syntax. */
export interface RewrittenModule {
  readonly ok: true;
  readonly body: string;
  readonly exports: readonly { readonly name: string; readonly local: string }[];
  readonly imports: readonly ModuleImport[];
}

/** One import of another file. */
export interface ModuleImport {
  readonly specifier: string;
  readonly line: number;
  readonly column: number;
  /** `imported` is `*` for the namespace. */
  readonly names: readonly { readonly imported: string; readonly local: string }[];
}

/** Something that a policy may not use. */
interface Complaint {
  readonly ok: false;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

interface RewriteOptions {
  readonly mayBeAsync: boolean;
  /** Texts to insert in addition: cuts of length 0. */
  readonly marks?: readonly Cut[];
}

/** Stands for an anonymous default export. */
const DEFAULT_NAME = '$dflt$';

/**
 * Cuts imports and exports out of a module by the offsets of its syntax tree and says what they
 * were. Each cut is replaced by a semicolon and blanks, so that lines and columns stay true and no
 * two statements grow together.
 */
export function rewriteModule(
  code: string,
  ast: File,
  { mayBeAsync, marks = [] }: RewriteOptions,
): RewrittenModule | Complaint {
  const forbidden = findForbidden(ast.program.body, mayBeAsync);
  if (forbidden !== undefined) return forbidden;
  const cuts: Cut[] = [];
  const exports: { name: string; local: string }[] = [];
  const imports: ModuleImport[] = [];
  for (const statement of ast.program.body) {
    const part = partOf(statement);
    if (part === undefined) continue;
    if ('message' in part) return part;
    cuts.push(part.cut);
    exports.push(...part.exports);
    if (part.imports !== undefined) imports.push(part.imports);
  }
  // What is inserted where a cut begins belongs before it: it closes the statement there.
  const inOrder = [...marks, ...cuts].toSorted((one, other) => one.start - other.start);
  return { ok: true, body: applyCuts(code, inOrder), exports, imports };
}

/** A piece of a text, and what stands in its place; the rest of the piece becomes blank. */
export interface Cut {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

interface ModulePart {
  readonly cut: Cut;
  readonly exports: readonly { readonly name: string; readonly local: string }[];
  readonly imports?: ModuleImport;
}

function partOf(statement: Statement): ModulePart | Complaint | undefined {
  if (statement.type === 'ImportDeclaration') {
    return { cut: cutAll(statement), exports: [], imports: importOf(statement) };
  }
  if (statement.type === 'ExportAllDeclaration') {
    return complain(statement, 'export * is not supported: name what is exported');
  }
  if (statement.type === 'ExportNamedDeclaration') return namedExport(statement);
  return statement.type === 'ExportDefaultDeclaration' ? defaultExport(statement) : undefined;
}

function defaultExport(statement: ExportDefaultDeclaration): ModulePart {
  const { declaration } = statement;
  const own = ownName(declaration);
  const text = own === undefined ? `;const ${DEFAULT_NAME}=` : ';';
  // The node of `(x)` starts at `x`.
  const parenthesis = declaration.extra?.['parenStart'];
  const end = typeof parenthesis === 'number' ? parenthesis : startOf(declaration);
  const cut = { start: startOf(statement), end, text };
  return { cut, exports: [{ name: 'default', local: own ?? DEFAULT_NAME }] };
}

function importOf(statement: ImportDeclaration): ModuleImport {
  const names = statement.specifiers.map((specifier) => ({
    local: specifier.local.name,
    imported:
      specifier.type === 'ImportSpecifier'
        ? nameOf(specifier.imported)
        : specifier.type === 'ImportDefaultSpecifier'
          ? 'default'
          : '*',
  }));
  return { specifier: statement.source.value, ...placeOf(statement), names };
}

function namedExport(statement: ExportNamedDeclaration): ModulePart | Complaint {
  const { declaration } = statement;
  if (statement.source)
    return complain(statement, 're-exports are not supported: import the names first');
  if (!declaration) {
    const exports = statement.specifiers.flatMap((specifier) =>
      specifier.type === 'ExportSpecifier'
        ? [{ name: nameOf(specifier.exported), local: nameOf(specifier.local) }]
        : [],
    );
    return { cut: cutAll(statement), exports };
  }
  const cut = { start: startOf(statement), end: startOf(declaration), text: ';' };
  const names = declaredNames(declaration);
  if (names === undefined) return complain(statement, 'export plain names, not patterns');
  return { cut, exports: names.map((name) => ({ name, local: name })) };
}

/** Undefined for a destructuring pattern. */
function declaredNames(declaration: Node): string[] | undefined {
  if (declaration.type === 'VariableDeclaration') {
    const names = declaration.declarations.map(({ id }) =>
      id.type === 'Identifier' ? id.name : '',
    );
    return names.includes('') ? undefined : names;
  }
  const name = ownName(declaration);
  return name === undefined ? [] : [name];
}

/** The name that a function or class declares. */
function ownName(node: Node): string | undefined {
  if (node.type !== 'FunctionDeclaration' && node.type !== 'ClassDeclaration') return undefined;
  return node.id?.name;
}

function nameOf(node: Identifier | StringLiteral): string {
  return node.type === 'Identifier' ? node.name : node.value;
}

function cutAll(statement: Statement): Cut {
  return { start: startOf(statement), end: statement.end ?? 0, text: ';' };
}

/** Applies cuts, which are in order and do not overlap. Line ends stay, so that lines and columns do. */
export function applyCuts(code: string, cuts: readonly Cut[]): string {
  let body = '';
  let from = 0;
  for (const { start, end, text } of cuts) {
    const blank = code.slice(start, end).replaceAll(/[^\n\r\u2028\u2029]/g, ' ');
    body += code.slice(from, start) + text + blank.slice(text.length);
    from = end;
  }
  return body + code.slice(from);
}

/** The first construct that a policy may not use. */
function findForbidden(program: readonly Statement[], mayBeAsync: boolean): Complaint | undefined {
  const waiting: Node[] = program.toReversed();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const complaint = complaintAbout(next, mayBeAsync);
    if (complaint !== undefined) return complaint;
    pushChildren(next, waiting);
  }
  return undefined;
}

function complaintAbout(node: Node, mayBeAsync: boolean): Complaint | undefined {
  if (node.type === 'ImportExpression' || node.type === 'Import') {
    return complain(node, 'imports are not allowed: import() has no place in a policy');
  }
  if (node.type === 'MetaProperty' && node.meta.name === 'import') {
    return complain(node, 'imports are not allowed: import.meta has no place in a policy');
  }
  return !mayBeAsync && isAsync(node)
    ? complain(node, 'a policy is synchronous: it has no async functions and no await')
    : undefined;
}

function isAsync(node: Node): boolean {
  if (node.type === 'AwaitExpression') return true;
  if (node.type === 'ForOfStatement') return node.await;
  return 'async' in node && node.async;
}

/** Pushes the nodes below `node`, the last one first. */
function pushChildren(node: Node, waiting: Node[]): void {
  const members: unknown[] = Object.values(node);
  for (const member of members.toReversed()) {
    if (isNode(member)) waiting.push(member);
    else if (Array.isArray(member)) waiting.push(...member.filter(isNode).toReversed());
  }
}

function complain(node: Node, message: string): Complaint {
  return { ok: false, ...placeOf(node), message };
}

/** Where a node begins: line and column, from 1. */
export function placeOf(node: Node): { line: number; column: number } {
  return { line: node.loc?.start.line ?? 1, column: (node.loc?.start.column ?? 0) + 1 };
}

function startOf(node: Node): number {
  return node.start ?? 0;
}
