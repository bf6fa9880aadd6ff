import { asOperand } from '../syntax/operands.ts';
import type { Rng } from '../core/rng.ts';
import { stringLiteral } from './fragments.ts';
import {
  growCondition,
  growNumber,
  growString,
  joinTerminals,
  type GrowScope,
  type Terminals,
  terminalsOf,
} from './grow-expression.ts';
import type { FunctionShape, ParameterShape, Shape } from './shape.ts';

export interface GrowOptions {
  readonly rng: Rng;
  /** Levels of operators in an expression, at least 1. */
  readonly depth: number;
}

/** Writes a module that exports the given functions with random bodies. */
export function growModule(
  functions: ReadonlyMap<string, FunctionShape>,
  options: GrowOptions,
): string {
  const texts = [...functions].map(([name, shape]) => {
    const scope: GrowScope = { ...options, terminals: terminalsOf([]) };
    return `export function ${name}${growFunction(shape, scope)}`;
  });
  return `${texts.join('\n\n')}\n`;
}

/** Parameters, result type and body of a function; `scope` holds the names around it. */
function growFunction(shape: FunctionShape, scope: GrowScope): string {
  const { params, result } = shape;
  const values = params.map((param) => [param.name, param.shape] as const);
  const inside: GrowScope = {
    ...scope,
    terminals: joinTerminals(scope.terminals, terminalsOf(values)),
  };
  const body = hasMethods(result) ? growFactory(result.fields, inside) : growBody(shape, inside);
  const list = params.map((param) => `${param.name}: ${parameterType(param)}`).join(', ');
  return `(${list}): ${typeText(result)} {\n${indent(body)}\n}`;
}

type ObjectShape = Extract<Shape, { kind: 'object' }>;

function hasMethods(shape: Shape): shape is ObjectShape {
  if (shape.kind !== 'object') return false;
  return [...shape.fields.values()].some(({ kind }) => kind === 'function');
}

function growBody(shape: FunctionShape, scope: GrowScope): readonly string[] {
  const arrays = shape.params.filter((param) => param.shape.kind === 'array');
  if (shape.result.kind === 'void') return growWriter(shape.params, arrays, scope);
  const { rng } = scope;
  const sums = arrays.filter(() => rng.next() < 0.7).map((param) => growSummary(param, scope));
  const totals = sums.map(({ name }) => name);
  const richer: GrowScope = {
    ...scope,
    terminals: { ...scope.terminals, number: [...scope.terminals.number, ...totals] },
  };
  const exits = Array.from({ length: rng.integer(scope.depth + 1) }, () => {
    return `if (${growCondition(richer)}) return ${growValue(shape.result, richer)};`;
  });
  const last = `return ${growValue(shape.result, richer)};`;
  return [...sums.flatMap(({ lines }) => lines), ...exits, last];
}

/** A loop that gives every element of an output array a value. */
function growWriter(
  params: readonly ParameterShape[],
  arrays: readonly ParameterShape[],
  scope: GrowScope,
): readonly string[] {
  const output = arrays.at(-1);
  if (output === undefined) return [];
  const bound =
    params.find(({ name, shape }) => shape.kind === 'number' && COUNT.test(name))?.name ??
    `${output.name}.length`;
  const elements = arrays
    .filter((param) => param !== output)
    .map((param) => [`${param.name}[index]!`, elementOf(param.shape)] as const);
  const terminals = joinTerminals(scope.terminals, terminalsOf([...elements, ...elements]));
  const inside = { ...scope, terminals: { ...terminals, number: [...terminals.number, 'index'] } };
  const value = growValue(elementOf(output.shape), inside);
  return [
    `for (let index = 0; index < ${bound}; index += 1) {`,
    `  ${output.name}[index] = ${value};`,
    '}',
  ];
}

/** Names of parameters that give the used length of an array. */
const COUNT = /^(?:n|count|length|size)$|^num[A-Z]|Count$/;

function elementOf(shape: Shape): Shape {
  return shape.kind === 'array' ? shape.element : { kind: 'number' };
}

/** A loop that reduces an array to one number. */
function growSummary(
  { name, shape }: ParameterShape,
  scope: GrowScope,
): { readonly name: string; readonly lines: readonly string[] } {
  const { rng } = scope;
  const element = terminalsOf([[`${name}[index]!`, elementOf(shape)]]).number;
  const value = element.length > 0 ? rng.pick(element) : 'index';
  const total = `${name}Total`;
  const kind = rng.pick(['sum', 'max']);
  const step =
    kind === 'sum' ? `${total} += ${value};` : `${total} = Math.max(${total}, ${value});`;
  return {
    name: total,
    lines: [
      `let ${total} = 0;`,
      `for (let index = 0; index < ${name}.length; index += 1) {`,
      `  ${step}`,
      '}',
    ],
  };
}

/** State in variables and methods around them. */
function growFactory(fields: ReadonlyMap<string, Shape>, scope: GrowScope): readonly string[] {
  const { rng } = scope;
  const names = ['memory', 'counter'].slice(0, rng.integer(3));
  const terminals: Terminals = {
    ...scope.terminals,
    number: [...scope.terminals.number, ...names],
  };
  const inside = { ...scope, terminals };
  const members = [...fields].map(([name, shape]) => {
    if (shape.kind !== 'function') return `  ${name}: ${growValue(shape, inside)},`;
    const text = growMethod(shape, names, inside);
    return indent([`${name}${text},`]);
  });
  const state = names.map((name) => `let ${name} = ${rng.integer(2)};`);
  return [...state, 'return {', ...members, '};'];
}

function growMethod(shape: FunctionShape, names: readonly string[], scope: GrowScope): string {
  const { rng } = scope;
  const updates = names.map((name) => {
    if (name === 'counter') return 'counter += 1;';
    return `memory = 0.9 * memory + 0.1 * (${growNumber(withParams(shape, scope))});`;
  });
  const text = growFunction(shape, scope);
  const open = text.indexOf(' {\n') + 3;
  const used = updates.filter(() => rng.next() < 0.8);
  const lines = used.length === 0 ? '' : `${indent(used)}\n`;
  return text.slice(0, open) + lines + text.slice(open);
}

function withParams({ params }: FunctionShape, scope: GrowScope): GrowScope {
  const own = terminalsOf(params.map((param) => [param.name, param.shape] as const));
  return { ...scope, terminals: joinTerminals(scope.terminals, own), depth: 1 };
}

function growValue(shape: Shape, scope: GrowScope): string {
  if (shape.kind === 'boolean') return growCondition(scope);
  if (shape.kind === 'string') return growString(scope, shape.options);
  if (shape.kind === 'function') return `function ${growFunction(shape, scope)}`;
  if (shape.kind === 'array') {
    const length = scope.terminals.number.find((text) => text.endsWith('.length')) ?? '1';
    const terminals = { ...scope.terminals, number: [...scope.terminals.number, 'index'] };
    const element = growValue(shape.element, { ...scope, terminals });
    return `Array.from({ length: ${length} }, (_, index) => ${asOperand(element)})`;
  }
  if (shape.kind !== 'object') return growNumber(scope);
  const fields = [...shape.fields].map(([name, field]) => `${name}: ${growValue(field, scope)}`);
  return `{ ${fields.join(', ')} }`;
}

const BUILT_IN =
  /^(?:readonly |number|boolean|string|void|Readonly|Array|(?:Float|Int|Uint)\d+Array|[\s[\]<>|]|'[^']*')+$/;

/** The declared type where it needs no import, else a type made from its shape. */
function parameterType({ type, shape }: ParameterShape): string {
  return BUILT_IN.test(type) ? type : typeText(shape);
}

function typeText(shape: Shape): string {
  if (shape.kind === 'string') {
    return shape.options.length === 0 ? 'string' : shape.options.map(stringLiteral).join(' | ');
  }
  if (shape.kind === 'array') return `readonly (${typeText(shape.element)})[]`;
  if (shape.kind === 'object') {
    const fields = [...shape.fields].map(([name, field]) => `readonly ${name}: ${typeText(field)}`);
    return `{ ${fields.join('; ')} }`;
  }
  if (shape.kind !== 'function') return shape.kind;
  const list = shape.params.map((param) => `${param.name}: ${parameterType(param)}`);
  return `(${list.join(', ')}) => ${typeText(shape.result)}`;
}

function indent(lines: readonly string[]): string {
  return lines
    .flatMap((line) => line.split('\n'))
    .map((line) => (line === '' ? line : `  ${line}`))
    .join('\n');
}
