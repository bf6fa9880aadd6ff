import type { Function as FunctionNode, Node } from '@babel/types';
import { isFunction, type Binding, type ScopeAnalysis } from '../syntax/scope.ts';
import { isNode, membersOf } from '../syntax/walk.ts';
import { type FunctionShape, type Shape, type TypeTable, UNKNOWN } from './shape.ts';

/** Infers the kind of value an expression yields, from types where there are some, else from its form. */
export interface ShapeReader {
  of(this: void, expression: Node): Shape;
  ofBinding(this: void, binding: Binding): Shape;
  /** The shape that the problem's declaration gives a function of that name. */
  promised(this: void, node: FunctionNode): FunctionShape | undefined;
}

export interface ShapeReaderOptions {
  readonly scope: ScopeAnalysis;
  readonly types: TypeTable;
  readonly parents: ReadonlyMap<Node, Node>;
}

const NUMBER: Shape = { kind: 'number' };
const BOOLEAN: Shape = { kind: 'boolean' };
const STRING: Shape = { kind: 'string', options: [] };
const COMPARISONS = new Set(['<', '<=', '>', '>=', '==', '!=', '===', '!==', 'in', 'instanceof']);

interface Reader extends ShapeReaderOptions {
  readonly known: Map<Node, Shape>;
  /** Shapes of functions that some declaration promises, by name: exports and their methods. */
  readonly promised: ReadonlyMap<string, FunctionShape>;
}

/** Creates a reader for one module. Results are remembered; a cycle yields unknown. */
export function createShapeReader(options: ShapeReaderOptions): ShapeReader {
  const reader: Reader = { ...options, known: new Map(), promised: promises(options.types) };
  return {
    of: (expression) => {
      const shape = shapeOf(expression, reader);
      return shape.kind === 'unknown' ? expected(expression, reader) : shape;
    },
    ofBinding: (binding) => shapeOfBinding(binding, reader),
    promised: (node) => promisedFor(node, reader),
  };
}

function promises({ functions }: TypeTable): Map<string, FunctionShape> {
  const found = new Map<string, FunctionShape>(functions);
  for (const { result } of functions.values()) {
    if (result.kind !== 'object') continue;
    for (const [name, shape] of result.fields) {
      if (shape.kind === 'function' && !found.has(name)) found.set(name, shape);
    }
  }
  return found;
}

function shapeOf(node: Node, reader: Reader): Shape {
  const known = reader.known.get(node);
  if (known !== undefined) return known;
  reader.known.set(node, UNKNOWN);
  const shape = leafShape(node) ?? operatorShape(node, reader) ?? accessShape(node, reader);
  reader.known.set(node, shape);
  return shape;
}

function leafShape(node: Node): Shape | undefined {
  if (node.type === 'NumericLiteral' || node.type === 'UpdateExpression') return NUMBER;
  if (node.type === 'StringLiteral' || node.type === 'TemplateLiteral') return STRING;
  if (node.type === 'BooleanLiteral') return BOOLEAN;
  if (node.type !== 'UnaryExpression') return undefined;
  if (node.operator === '!' || node.operator === 'delete') return BOOLEAN;
  return node.operator === 'typeof' ? STRING : NUMBER;
}

function operatorShape(node: Node, reader: Reader): Shape | undefined {
  if (node.type === 'BinaryExpression') {
    if (COMPARISONS.has(node.operator)) return BOOLEAN;
    return node.operator === '+' ? common(node.left, node.right, reader) : NUMBER;
  }
  if (node.type === 'LogicalExpression') return common(node.left, node.right, reader);
  if (node.type === 'ConditionalExpression') {
    return common(node.consequent, node.alternate, reader);
  }
  if (node.type === 'AssignmentExpression') return shapeOf(node.right, reader);
  if (node.type === 'TSAsExpression') return reader.types.shapeOf(node.typeAnnotation);
  return node.type === 'TSNonNullExpression' ? shapeOf(node.expression, reader) : undefined;
}

function common(left: Node, right: Node, reader: Reader): Shape {
  const a = shapeOf(left, reader);
  const b = shapeOf(right, reader);
  if (a.kind === b.kind) return a;
  if (a.kind === 'unknown') return b;
  return b.kind === 'unknown' ? a : UNKNOWN;
}

function accessShape(node: Node, reader: Reader): Shape {
  if (node.type === 'Identifier') {
    const binding = reader.scope.bindings.get(node);
    if (binding !== undefined) return shapeOfBinding(binding, reader);
    return node.name === 'Infinity' || node.name === 'NaN' ? NUMBER : UNKNOWN;
  }
  if (node.type === 'MemberExpression') return memberShape(node, reader);
  if (node.type === 'CallExpression') {
    const callee = shapeOf(node.callee, reader);
    return callee.kind === 'function' ? callee.result : UNKNOWN;
  }
  return isFunction(node) ? functionShape(node, reader) : UNKNOWN;
}

const NUMERIC_FUNCTION: Shape = { kind: 'function', params: [], result: NUMBER };

function memberShape(node: Node, reader: Reader): Shape {
  const { object, property, computed } = membersOf(node);
  if (!isNode(object) || !isNode(property)) return UNKNOWN;
  if (computed === true) {
    const owner = shapeOf(object, reader);
    return owner.kind === 'array' ? owner.element : UNKNOWN;
  }
  return property.type === 'Identifier' ? propertyShape(object, property.name, reader) : UNKNOWN;
}

function propertyShape(object: Node, name: string, reader: Reader): Shape {
  if (object.type === 'Identifier' && object.name === 'Math') {
    return /^[A-Z\d_]+$/.test(name) ? NUMBER : NUMERIC_FUNCTION;
  }
  const owner = shapeOf(object, reader);
  if (owner.kind === 'object') return owner.fields.get(name) ?? UNKNOWN;
  return name === 'length' ? NUMBER : UNKNOWN;
}

function functionShape(node: FunctionNode, reader: Reader): FunctionShape {
  const promised = promisedFor(node, reader);
  const { returnType, body } = node;
  const declared = returnType ? reader.types.shapeOf(returnType) : UNKNOWN;
  const returned = body.type === 'BlockStatement' ? UNKNOWN : shapeOf(body, reader);
  const guess = declared.kind === 'unknown' ? returned : declared;
  const result = guess.kind === 'unknown' ? (promised?.result ?? UNKNOWN) : guess;
  return { kind: 'function', params: promised?.params ?? [], result };
}

function promisedFor(node: FunctionNode, reader: Reader): FunctionShape | undefined {
  const parent = reader.parents.get(node);
  const owner = [node, parent].find((at) => at !== undefined && ('id' in at || 'key' in at));
  if (owner === undefined) return undefined;
  const { id, key } = membersOf(owner);
  const name = isNode(id) ? id : key;
  return isNode(name) && name.type === 'Identifier' ? reader.promised.get(name.name) : undefined;
}

function shapeOfBinding(binding: Binding, reader: Reader): Shape {
  const { identifier, declaration } = binding;
  const known = reader.known.get(identifier);
  if (known !== undefined) return known;
  reader.known.set(identifier, UNKNOWN);
  const isParameter = binding.kind === 'parameter';
  const typed = isParameter ? UNKNOWN : reader.types.shapeOf(identifier.typeAnnotation);
  const shape = typed.kind === 'unknown' ? initialShape(declaration, binding, reader) : typed;
  reader.known.set(identifier, shape);
  return shape;
}

function initialShape(declaration: Node, binding: Binding, reader: Reader): Shape {
  if (isFunction(declaration)) return functionShape(declaration, reader);
  if (binding.kind === 'parameter') return parameterShape(declaration, binding, reader);
  if (declaration.type !== 'VariableDeclarator') return UNKNOWN;
  const whole = declaration.init
    ? shapeOf(declaration.init, reader)
    : loopShape(declaration, reader);
  return part(declaration.id, whole, binding);
}

function parameterShape(param: Node, binding: Binding, reader: Reader): Shape {
  if (param.type === 'AssignmentPattern') {
    return part(param.left, shapeOf(param.right, reader), binding);
  }
  // The declaration knows more than the annotation, which may name only the fields in use.
  const promised = promisedParameter(param, reader);
  if (promised.kind !== 'unknown') return part(param, promised, binding);
  const typed = membersOf(param)['typeAnnotation'];
  return isNode(typed) ? part(param, reader.types.shapeOf(typed), binding) : UNKNOWN;
}

function promisedParameter(param: Node, reader: Reader): Shape {
  const owner = reader.parents.get(param);
  if (owner === undefined || !isFunction(owner)) return UNKNOWN;
  const index = owner.params.findIndex((other) => other === param);
  return promisedFor(owner, reader)?.params[index]?.shape ?? UNKNOWN;
}

/** Shape of the elements that a `for ... of` iterates over. */
function loopShape(declarator: Node, reader: Reader): Shape {
  const list = reader.parents.get(declarator);
  const loop = list === undefined ? undefined : reader.parents.get(list);
  if (loop?.type !== 'ForOfStatement') return UNKNOWN;
  const shape = shapeOf(loop.right, reader);
  return shape.kind === 'array' ? shape.element : UNKNOWN;
}

/** Shape of a binding in a destructuring pattern, from the shape of the whole value. */
function part(pattern: Node, whole: Shape, { identifier, name }: Binding): Shape {
  if (pattern === identifier) return whole;
  if (pattern.type === 'ArrayPattern') return whole.kind === 'array' ? whole.element : UNKNOWN;
  return whole.kind === 'object' ? (whole.fields.get(name) ?? UNKNOWN) : UNKNOWN;
}

const TESTING = new Set(['IfStatement', 'ConditionalExpression', 'WhileStatement']);
const ARITHMETIC = new Set(['-', '*', '/', '%', '**', '<', '<=', '>', '>=']);

/** The kind of value that the place of an expression requires. */
function expected(node: Node, reader: Reader): Shape {
  const parent = reader.parents.get(node);
  if (parent === undefined) return UNKNOWN;
  if (TESTING.has(parent.type)) return membersOf(parent)['test'] === node ? BOOLEAN : UNKNOWN;
  if (parent.type === 'UnaryExpression') return parent.operator === '!' ? BOOLEAN : UNKNOWN;
  if (parent.type === 'BinaryExpression') return ARITHMETIC.has(parent.operator) ? NUMBER : UNKNOWN;
  return isArgumentOfMath(node, parent, reader) ? NUMBER : UNKNOWN;
}

function isArgumentOfMath(node: Node, call: Node, reader: Reader): boolean {
  if (call.type !== 'CallExpression' || call.callee === node) return false;
  return shapeOf(call.callee, reader) === NUMERIC_FUNCTION;
}
