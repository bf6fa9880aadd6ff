import type { File, Node } from '@babel/types';
import { isNode, membersOf } from '../syntax/walk.ts';

/** Structure of a value, as far as its declaration describes it. */
export type Shape =
  | { readonly kind: 'number' | 'boolean' | 'void' | 'unknown' }
  /** `options` is empty for any string. */
  | { readonly kind: 'string'; readonly options: readonly string[] }
  | { readonly kind: 'array'; readonly element: Shape }
  | { readonly kind: 'object'; readonly fields: ReadonlyMap<string, Shape> }
  | FunctionShape;

/** The signature of a function. */
export interface FunctionShape {
  readonly kind: 'function';
  readonly params: readonly ParameterShape[];
  readonly result: Shape;
}

export interface ParameterShape {
  readonly name: string;
  readonly shape: Shape;
  /** The type as it is written, without the colon; empty when there is none. */
  readonly type: string;
}

/** Shapes of the named types and of the exported functions of declarations. */
export interface TypeTable {
  /** The shape of a type; `unknown` for a type that is not understood. */
  shapeOf(this: void, type: Node | null | undefined): Shape;
  /** Declared functions by name, in the order of the text. */
  readonly functions: ReadonlyMap<string, FunctionShape>;
  /** Names of the types that the problem's declaration offers. */
  readonly offered: ReadonlySet<string>;
}

/** A declaration or module, with the text that its offsets refer to. */
export interface TypedText {
  readonly code: string;
  readonly ast: File;
}

export const UNKNOWN: Shape = { kind: 'unknown' };
const NUMBER: Shape = { kind: 'number' };

const KEYWORDS: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ['TSNumberKeyword', NUMBER],
  ['TSBooleanKeyword', { kind: 'boolean' }],
  ['TSStringKeyword', { kind: 'string', options: [] }],
  ['TSVoidKeyword', { kind: 'void' }],
  ['TSUndefinedKeyword', { kind: 'void' }],
  ['TSNullKeyword', { kind: 'void' }],
]);
const TYPED_ARRAY = /^(?:Float|Int|Uint)\d+(?:Clamped)?Array$/;
/** Types that wrap another without changing how values look. */
const TRANSPARENT = new Set(['Readonly', 'Required', 'NonNullable']);

interface Lookup {
  readonly code: string;
  readonly named: ReadonlyMap<string, readonly [Node, TypedText]>;
  /** Levels left before a type counts as unknown: named types may be recursive. */
  readonly depth: number;
}

/**
 * Reads the types of a module. Where the problem's declaration knows a name too, it wins: a policy
 * may write down only the fields that it reads.
 */
export function createTypeTable(own: TypedText, declaration: TypedText | null = null): TypeTable {
  const named = namedTypes(own, declaration);
  const functions = new Map<string, FunctionShape>();
  for (const text of declaration ? [declaration, own] : [own]) {
    for (const node of declarationsOf(text.ast)) {
      addFunctions(node, { code: text.code, named, depth: 6 }, functions);
    }
  }
  const lookup: Lookup = { code: own.code, named, depth: 6 };
  const offered = new Set(declaration ? namedTypes(declaration, null).keys() : []);
  return { functions, offered, shapeOf: (type) => shapeOf(type, lookup) };
}

/** Types by the names that the module may use for them. */
function namedTypes(own: TypedText, declaration: TypedText | null): Lookup['named'] {
  const named = new Map<string, readonly [Node, TypedText]>();
  for (const text of declaration ? [own, declaration] : [own]) {
    for (const node of declarationsOf(text.ast)) {
      const name = nameOf(membersOf(node)['id']);
      if (name !== undefined && node.type.startsWith('TS')) named.set(name, [node, text]);
    }
  }
  for (const [local, imported] of renamedImports(own.ast)) {
    const found = named.get(imported);
    if (found !== undefined) named.set(local, found);
  }
  return named;
}

/** Types that a module imports under another name, by that name. */
function renamedImports(ast: File): readonly (readonly [local: string, imported: string])[] {
  return ast.program.body.flatMap((statement) => {
    if (statement.type !== 'ImportDeclaration') return [];
    return statement.specifiers.flatMap((specifier) => {
      if (specifier.type !== 'ImportSpecifier') return [];
      return [[specifier.local.name, nameOf(specifier.imported) ?? ''] as const];
    });
  });
}

function declarationsOf(ast: File): Node[] {
  return ast.program.body.flatMap((statement): Node[] => {
    if (statement.type !== 'ExportNamedDeclaration') return [statement];
    return statement.declaration ? [statement.declaration] : [];
  });
}

function addFunctions(node: Node, lookup: Lookup, functions: Map<string, FunctionShape>): void {
  if (node.type === 'VariableDeclaration') {
    for (const { id } of node.declarations) {
      const shape = shapeOf(annotationOf(id), lookup);
      if (id.type === 'Identifier' && shape.kind === 'function') functions.set(id.name, shape);
    }
  } else if (node.type === 'TSDeclareFunction' || node.type === 'FunctionDeclaration') {
    const name = nameOf(node.id);
    if (name !== undefined && !functions.has(name)) functions.set(name, signature(node, lookup));
  }
}

function annotationOf(node: Node): Node | undefined {
  const annotation = membersOf(node)['typeAnnotation'];
  return isNode(annotation) ? annotation : undefined;
}

function shapeOf(type: Node | null | undefined, lookup: Lookup): Shape {
  if (!type || lookup.depth <= 0) return UNKNOWN;
  const keyword = KEYWORDS.get(type.type);
  if (keyword !== undefined) return keyword;
  const inner = membersOf(type)['typeAnnotation'];
  switch (type.type as string) {
    case 'TSTypeAnnotation':
    case 'TSParenthesizedType':
    case 'TSTypeOperator':
      return isNode(inner) ? shapeOf(inner, lookup) : UNKNOWN;
    case 'TSFunctionType':
    case 'TSMethodSignature':
      return signature(type, lookup);
    default:
      return compoundShape(type, lookup);
  }
}

function compoundShape(type: Node, lookup: Lookup): Shape {
  if (type.type === 'TSLiteralType') return literalShape(type.literal);
  if (type.type === 'TSArrayType') {
    return { kind: 'array', element: shapeOf(type.elementType, lookup) };
  }
  if (type.type === 'TSUnionType') return unionShape(type.types.map((t) => shapeOf(t, lookup)));
  if (type.type === 'TSTypeLiteral')
    return { kind: 'object', fields: fields(type.members, lookup) };
  return type.type === 'TSTypeReference' ? referenceShape(type, lookup) : UNKNOWN;
}

function referenceShape(type: Node, lookup: Lookup): Shape {
  const members = membersOf(type);
  const name = typeNameOf(members['typeName']);
  if (name === undefined) return UNKNOWN;
  if (TYPED_ARRAY.test(name)) return { kind: 'array', element: NUMBER };
  const given = members['typeArguments'] ?? members['typeParameters'];
  const params = isNode(given) ? membersOf(given)['params'] : undefined;
  const first: unknown = Array.isArray(params) ? params[0] : undefined;
  const argument = isNode(first) ? shapeOf(first, lookup) : UNKNOWN;
  if (TRANSPARENT.has(name)) return argument;
  if (name === 'Array' || name === 'ReadonlyArray') return { kind: 'array', element: argument };
  return namedShape(name, lookup);
}

function namedShape(name: string, lookup: Lookup): Shape {
  const [node, text] = lookup.named.get(name) ?? [];
  if (node === undefined || text === undefined) return UNKNOWN;
  const inside: Lookup = { ...lookup, code: text.code, depth: lookup.depth - 1 };
  if (node.type === 'TSTypeAliasDeclaration') return shapeOf(node.typeAnnotation, inside);
  if (node.type !== 'TSInterfaceDeclaration') return UNKNOWN;
  const bases = (node.extends ?? []).map((heritage) => nameOf(membersOf(heritage)['expression']));
  const inherited = bases.flatMap((base) => {
    const shape = base === undefined ? UNKNOWN : namedShape(base, inside);
    return shape.kind === 'object' ? [...shape.fields] : [];
  });
  return { kind: 'object', fields: new Map([...inherited, ...fields(node.body.body, inside)]) };
}

function literalShape(literal: Node): Shape {
  if (literal.type === 'StringLiteral') return { kind: 'string', options: [literal.value] };
  if (literal.type === 'BooleanLiteral') return { kind: 'boolean' };
  return literal.type === 'NumericLiteral' || literal.type === 'UnaryExpression' ? NUMBER : UNKNOWN;
}

function unionShape(shapes: readonly Shape[]): Shape {
  const present = shapes.filter(({ kind }) => kind !== 'void');
  const [first] = present;
  if (first === undefined || present.some(({ kind }) => kind !== first.kind)) return UNKNOWN;
  if (first.kind !== 'string') return first;
  const options = present.flatMap((shape) => (shape.kind === 'string' ? shape.options : []));
  const open = present.some((shape) => shape.kind === 'string' && shape.options.length === 0);
  return { kind: 'string', options: open ? [] : options };
}

function fields(members: readonly Node[], lookup: Lookup): Map<string, Shape> {
  const found = new Map<string, Shape>();
  for (const member of members) {
    const all = membersOf(member);
    const name = nameOf(all['key']);
    if (name === undefined) continue;
    const type = member.type === 'TSMethodSignature' ? member : all['typeAnnotation'];
    found.set(name, isNode(type) ? shapeOf(type, lookup) : UNKNOWN);
  }
  return found;
}

function signature(node: Node, lookup: Lookup): FunctionShape {
  const members = membersOf(node);
  const params = members['params'] ?? members['parameters'];
  const list: readonly unknown[] = Array.isArray(params) ? params : [];
  const result = members['returnType'] ?? members['typeAnnotation'];
  return {
    kind: 'function',
    params: list.filter(isNode).map((param, index) => parameterShape(param, index, lookup)),
    result: isNode(result) ? shapeOf(result, lookup) : UNKNOWN,
  };
}

function parameterShape(param: Node, index: number, lookup: Lookup): ParameterShape {
  const annotation = membersOf(param)['typeAnnotation'];
  const inner = isNode(annotation) ? membersOf(annotation)['typeAnnotation'] : undefined;
  const shape = isNode(annotation) ? shapeOf(annotation, lookup) : UNKNOWN;
  const type = isNode(inner) ? lookup.code.slice(inner.start ?? 0, inner.end ?? 0) : '';
  return { name: nameOf(param) ?? `argument${index}`, shape, type };
}

/** `Task` is also `policy.Task`, where `policy` is a namespace that was imported. */
function typeNameOf(value: unknown): string | undefined {
  return nameOf(isNode(value) && value.type === 'TSQualifiedName' ? value.right : value);
}

function nameOf(value: unknown): string | undefined {
  if (!isNode(value)) return undefined;
  if (value.type === 'Identifier') return value.name;
  return value.type === 'StringLiteral' ? value.value : undefined;
}
