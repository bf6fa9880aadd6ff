import type { Node } from '@babel/types';

/** Members of a node that carry no meaning at run time: positions, comments and types. */
const SILENT: ReadonlySet<string> = new Set(
  `type start end loc range extra errors interpreter directives
   leadingComments innerComments trailingComments
   typeAnnotation returnType typeParameters typeArguments superTypeArguments superTypeParameters
   implements accessibility readonly definite declare abstract override importKind exportKind
   shorthand sourceType`.split(/\s+/),
);

/** Type-level nodes that hold run-time code; any other `TS` node vanishes when types are stripped. */
const CARRIERS: ReadonlySet<string> = new Set(
  `TSAsExpression TSSatisfiesExpression TSNonNullExpression TSTypeAssertion
   TSInstantiationExpression TSParameterProperty TSEnumDeclaration TSEnumMember TSEnumBody
   TSModuleDeclaration TSModuleBlock TSExportAssignment`.split(/\s+/),
);

/** Members that hold a bare name rather than an expression, unless the node is `computed`. */
const NAME_KEYS: Readonly<Record<string, readonly string[]>> = {
  MemberExpression: ['property'],
  OptionalMemberExpression: ['property'],
  ObjectProperty: ['key'],
  ObjectMethod: ['key'],
  ClassMethod: ['key'],
  ClassProperty: ['key'],
  ClassAccessorProperty: ['key'],
  LabeledStatement: ['label'],
  BreakStatement: ['label'],
  ContinueStatement: ['label'],
  MetaProperty: ['meta', 'property'],
  ImportSpecifier: ['imported'],
  ExportSpecifier: ['exported'],
  ExportNamespaceSpecifier: ['exported'],
  ImportAttribute: ['key', 'value'],
};

const NO_NAMES: readonly string[] = [];

/** Whether a value found in a syntax tree is a node. */
export function isNode(value: unknown): value is Node {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    'start' in value
  );
}

/** Whether stripping types removes the node and everything in it. */
export function isErased(node: Node): boolean {
  const { type } = node;
  if (type.charCodeAt(0) === 84 && type.startsWith('TS')) return !CARRIERS.has(type);
  if (!type.startsWith('I') && !type.startsWith('E') && !type.endsWith('Declaration')) return false;
  const members = membersOf(node);
  return (
    members['declare'] === true ||
    members['importKind'] === 'type' ||
    members['exportKind'] === 'type'
  );
}

/** The members of a node by name, for code that treats all kinds of nodes alike. */
export function membersOf(node: Node): Readonly<Record<string, unknown>> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- any object is such a record
  return node as unknown as Readonly<Record<string, unknown>>;
}

/** Whether a member of a node has a meaning at run time. */
export function hasRuntimeMeaning(key: string): boolean {
  return !SILENT.has(key);
}

/** The children of a node that exist at run time, except bare names, in the parser's order. */
export function runtimeChildren(node: Node): Node[] {
  const members = membersOf(node);
  const names = members['computed'] === true ? NO_NAMES : (NAME_KEYS[node.type] ?? NO_NAMES);
  const children: Node[] = [];
  for (const key in members) {
    const value = members[key];
    if (typeof value !== 'object' || value === null) continue;
    if (SILENT.has(key) || names.includes(key)) continue;
    if (!Array.isArray(value)) addChild(value, children);
    else for (const child of value) addChild(child, children);
  }
  return children;
}

/** Calls `visit` with every node right below a node, types and bare names included. */
export function eachChild(node: Node, visit: (child: Node, key: string) => void): void {
  const members = membersOf(node);
  for (const key in members) {
    const value = members[key];
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value)) visitNode(value, key, visit);
    else for (const child of value) visitNode(child, key, visit);
  }
}

function visitNode(value: unknown, key: string, visit: (child: Node, key: string) => void): void {
  if (isNode(value)) visit(value, key);
}

function addChild(value: unknown, children: Node[]): void {
  if (isNode(value) && !isErased(value)) children.push(value);
}

/** Visits a node and everything below it that exists at run time, parents first. */
export function walk(node: Node, visit: (node: Node, parent: Node | undefined) => void): void {
  const stack: (readonly [Node, Node | undefined])[] = [[node, undefined]];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const [current, parent] = top;
    visit(current, parent);
    for (const child of runtimeChildren(current).toReversed()) stack.push([child, current]);
  }
}

/** Offset of a node's first character; every parsed node has one. */
export function startOf(node: Node): number {
  return node.start ?? 0;
}

/** Offset behind a node's last character. */
export function endOf(node: Node): number {
  return node.end ?? 0;
}
