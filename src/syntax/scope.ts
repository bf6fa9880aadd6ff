import type {
  File,
  Function as FunctionNode,
  Identifier,
  Node,
  VariableDeclaration,
} from '@babel/types';
import { runtimeChildren } from './walk.ts';

/** A name that the module itself declares. */
export interface Binding {
  readonly name: string;
  readonly kind: 'import' | 'function' | 'class' | 'parameter' | 'var' | 'let' | 'const' | 'catch';
  readonly scope: Scope;
  /** The identifier that declares it. */
  readonly identifier: Identifier;
  /** The declarator, function, class, parameter or specifier around that identifier. */
  readonly declaration: Node;
  /** Whether `export` stands right before its declaration, so that its name is public. */
  readonly exported: boolean;
  /** Uses, in the order of the tree. */
  readonly references: readonly Identifier[];
  /** Whether anything other than its declaration assigns to it. */
  readonly written: boolean;
}

/** A region of the text in which names are declared. */
export interface Scope {
  /** Program, function, block, loop, switch, class or catch clause. */
  readonly node: Node;
  readonly parent: Scope | undefined;
  /** The function or module around it; itself for a function or a module. */
  readonly home: Scope;
  readonly bindings: ReadonlyMap<string, Binding>;
}

/** The declarations of a module and their uses. */
export interface ScopeAnalysis {
  readonly root: Scope;
  /** The scope of every node that exists at run time. */
  readonly scopes: ReadonlyMap<Node, Scope>;
  /** The binding of every declaring or using identifier; a global has none. */
  readonly bindings: ReadonlyMap<Node, Binding>;
  /** Names that are used and not declared. */
  readonly globals: ReadonlySet<string>;
}

type OpenBinding = { -readonly [K in keyof Binding]: Binding[K] } & { references: Identifier[] };
interface OpenScope extends Scope {
  readonly parent: OpenScope | undefined;
  readonly home: OpenScope;
  readonly bindings: Map<string, OpenBinding>;
}
interface State {
  readonly scopes: Map<Node, OpenScope>;
  readonly bindings: Map<Node, OpenBinding>;
  readonly uses: (readonly [Identifier, OpenScope])[];
  readonly written: Set<Node>;
}

/** Finds the bindings of a module, as strict mode scopes them. Types are ignored. */
export function analyseScope(ast: File): ScopeAnalysis {
  const state: State = { scopes: new Map(), bindings: new Map(), uses: [], written: new Set() };
  const root = openScope(ast.program, undefined);
  state.scopes.set(ast.program, root);
  for (const child of runtimeChildren(ast.program)) visit(child, root, state);
  const globals = new Set<string>();
  for (const [identifier, scope] of state.uses) {
    const binding = lookUp(scope, identifier.name);
    if (binding === undefined) {
      globals.add(identifier.name);
      continue;
    }
    binding.references.push(identifier);
    if (state.written.has(identifier)) binding.written = true;
    state.bindings.set(identifier, binding);
  }
  return { root, scopes: state.scopes, bindings: state.bindings, globals };
}

/** Finds the binding that a name has in a scope; undefined for a global. */
export function resolve(scope: Scope, name: string): Binding | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const binding = at.bindings.get(name);
    if (binding !== undefined) return binding;
  }
  return undefined;
}

/** The identifiers that a parameter, declarator or assignment target binds. */
export function boundIdentifiers(pattern: Node): Identifier[] {
  if (pattern.type === 'Identifier') return pattern.name === 'this' ? [] : [pattern];
  if (pattern.type === 'ObjectPattern') {
    return pattern.properties.flatMap((property) =>
      boundIdentifiers(property.type === 'RestElement' ? property.argument : property.value),
    );
  }
  if (pattern.type === 'ArrayPattern') {
    return pattern.elements.flatMap((element) => (element ? boundIdentifiers(element) : []));
  }
  if (pattern.type === 'AssignmentPattern') return boundIdentifiers(pattern.left);
  if (pattern.type === 'RestElement') return boundIdentifiers(pattern.argument);
  return pattern.type === 'TSParameterProperty' ? boundIdentifiers(pattern.parameter) : [];
}

const FUNCTIONS: ReadonlySet<string> = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ObjectMethod',
  'ClassMethod',
  'ClassPrivateMethod',
]);

/** Whether a node is a function with parameters and a body of its own. */
export function isFunction(node: Node): node is FunctionNode {
  return FUNCTIONS.has(node.type);
}

function lookUp(scope: OpenScope, name: string): OpenBinding | undefined {
  for (let at: OpenScope | undefined = scope; at !== undefined; at = at.parent) {
    const binding = at.bindings.get(name);
    if (binding !== undefined) return binding;
  }
  return undefined;
}

function openScope(node: Node, parent: OpenScope | undefined, home?: OpenScope): OpenScope {
  const bindings = new Map<string, OpenBinding>();
  if (home !== undefined) return { node, parent, home, bindings };
  const scope: OpenScope = {
    node,
    parent,
    bindings,
    get home(): OpenScope {
      return scope;
    },
  };
  return scope;
}

interface Declaration {
  readonly kind: Binding['kind'];
  readonly node: Node;
  readonly exported: boolean;
  readonly scope: OpenScope;
}

function declare(pattern: Node, declaration: Declaration, state: State): void {
  const { kind, node, exported, scope } = declaration;
  for (const identifier of boundIdentifiers(pattern)) {
    const existing = scope.bindings.get(identifier.name);
    const binding: OpenBinding = existing ?? {
      name: identifier.name,
      kind,
      scope,
      identifier,
      declaration: node,
      exported,
      references: [],
      written: false,
    };
    scope.bindings.set(identifier.name, binding);
    state.bindings.set(identifier, binding);
  }
}

function visit(node: Node, scope: OpenScope, state: State): void {
  state.scopes.set(node, scope);
  if (node.type === 'Identifier') {
    if (!state.bindings.has(node)) state.uses.push([node, scope]);
    return;
  }
  if (isFunction(node)) {
    visitFunction(node, scope, state);
    return;
  }
  declareNames(node, { scope, exported: false }, state);
  noteWrites(node, state);
  const inner = REGIONS.has(node.type) ? openScope(node, scope, scope.home) : scope;
  if (node.type === 'CatchClause' && node.param) {
    declare(node.param, { kind: 'catch', node, exported: false, scope: inner }, state);
  }
  for (const child of childrenToVisit(node)) {
    if (node.type === 'ExportNamedDeclaration') {
      declareNames(child, { scope, exported: true }, state);
    }
    visit(child, inner, state);
  }
}

function childrenToVisit(node: Node): Node[] {
  const reExport = node.type === 'ExportNamedDeclaration' && node.source;
  return reExport || node.type === 'ExportAllDeclaration' ? [] : runtimeChildren(node);
}

const REGIONS: ReadonlySet<string> = new Set([
  'BlockStatement',
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'SwitchStatement',
  'CatchClause',
  'StaticBlock',
  'ClassExpression',
  'TSModuleBlock',
]);

function visitFunction(node: FunctionNode, scope: OpenScope, state: State): void {
  const inner = openScope(node, scope);
  if ('id' in node && node.id) {
    const home = node.type === 'FunctionDeclaration' ? scope : inner;
    declare(node.id, { node, exported: false, kind: 'function', scope: home }, state);
  }
  for (const param of node.params) {
    declare(param, { kind: 'parameter', node: param, exported: false, scope: inner }, state);
  }
  for (const child of runtimeChildren(node)) {
    if (child.type === 'Identifier' && child.name === 'this') continue;
    visitPart(child, node, { inner, state });
  }
}

function visitPart(
  child: Node,
  owner: FunctionNode,
  { inner, state }: { readonly inner: OpenScope; readonly state: State },
): void {
  if (child !== owner.body || child.type !== 'BlockStatement') {
    visit(child, inner, state);
    return;
  }
  // The body's names share a scope with the parameters: they cannot repeat one another.
  state.scopes.set(child, inner);
  for (const statement of runtimeChildren(child)) visit(statement, inner, state);
}

interface Place {
  readonly scope: OpenScope;
  readonly exported: boolean;
}

function declareNames(node: Node, place: Place, state: State): void {
  if (node.type === 'VariableDeclaration') {
    declareVariables(node, place, state);
  } else if (node.type === 'FunctionDeclaration') {
    if (node.id) declare(node.id, { ...place, kind: 'function', node }, state);
  } else if (node.type === 'ClassDeclaration') {
    if (node.id) declare(node.id, { ...place, kind: 'class', node }, state);
  } else if (node.type.startsWith('Import') && 'local' in node && node.local) {
    declare(node.local, { ...place, kind: 'import', node }, state);
  }
}

function declareVariables(node: VariableDeclaration, place: Place, state: State): void {
  const { kind } = node;
  if (kind !== 'var' && kind !== 'let' && kind !== 'const') return;
  const scope = kind === 'var' ? place.scope.home : place.scope;
  for (const item of node.declarations) {
    declare(item.id, { ...place, kind, node: item, scope }, state);
  }
}

function noteWrites(node: Node, { written }: State): void {
  const target =
    node.type === 'AssignmentExpression' ||
    node.type === 'ForInStatement' ||
    node.type === 'ForOfStatement'
      ? node.left
      : node.type === 'UpdateExpression'
        ? node.argument
        : undefined;
  if (target === undefined || target.type === 'VariableDeclaration') return;
  for (const identifier of boundIdentifiers(target)) written.add(identifier);
}
