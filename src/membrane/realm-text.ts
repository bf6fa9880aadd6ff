import type { ArgumentType, CallType, FactoryType, Port, ResultType } from './port.ts';

/** `live` calls the policy, `record` also writes every answer down, `replay` reads them back. */
export type MembraneMode = 'live' | 'record' | 'replay';

type AnyCall = CallType<readonly ArgumentType<unknown>[], unknown>;

/**
 * JavaScript that runs in the policy's realm: an expression for a function that takes the exports of
 * a policy instance and answers, in the order of the port, the functions the simulation may call.
 * It holds nothing but names and shapes of the port. Throws TypeError when the port is malformed.
 */
export function adapterText(port: Port): string {
  const entries = Object.entries(port).map(([name, member]) => {
    const target = `fn(exports[${quote(name)}], ${quote(name)})`;
    return member.kind === 'call' ? adaptCall(member, target) : adaptFactory(name, member, target);
  });
  return `(() => { 'use strict';
const { parse, stringify } = JSON;
const fn = (value, name) => {
  if (typeof value === 'function') return value;
  throw new TypeError('the policy must export a function ' + name);
};
const object = (value, name) => {
  if (typeof value === 'object' && value !== null) return value;
  throw new TypeError(name + ' must return an object');
};
const method = (value, name, key) => {
  if (typeof value === 'function') return value;
  throw new TypeError('the object that ' + name + ' returns needs a method ' + key);
};
const jsonOf = (value) => {
  const text = stringify(value);
  if (typeof text === 'string') return text;
  throw new TypeError('the answer is no plain data');
};
return (exports) => [${entries.join(', ')}]; })()`;
}

/** Scalars cross as they are, so such a function needs no adapter at all: that is the fast path. */
function adaptCall(member: AnyCall, target: string): string {
  if (isDirect(member)) return target;
  return `((f) => (${flatNames(member.args).join(', ')}) => ${answerOf(member, `f(${rebuilt(member.args)})`)})(${target})`;
}

function adaptFactory(name: string, member: FactoryType, target: string): string {
  const methods = Object.entries(member.methods).map(([key, call]) => {
    const names = flatNames(call.args).join(', ');
    const inner = answerOf(call, `m.call(o, ${rebuilt(call.args)})`);
    return `((m) => (${names}) => ${inner})(method(o[${quote(key)}], ${quote(name)}, ${quote(key)}))`;
  });
  return `((f) => (${flatNames(member.args).join(', ')}) => {
  const o = object(f(${rebuilt(member.args)}), ${quote(name)});
  return [${methods.join(', ')}];
})(${target})`;
}

function answerOf(member: AnyCall, expression: string): string {
  return member.result.kind === 'data' ? `jsonOf(${expression})` : expression;
}

function isDirect(member: AnyCall): boolean {
  const plain = member.args.every(({ kind }) => kind !== 'record' && kind !== 'data');
  return plain && member.result.kind !== 'data';
}

/** One parameter for each primitive that crosses: `a0`, and `a1_x`, `a1_y` for a record. */
function flatNames(args: readonly ArgumentType<unknown>[]): string[] {
  return args.flatMap((arg, index) => leavesOf(arg, [`a${index}`]).map((path) => path.join('_')));
}

/** Where the primitives of an argument are: `[['a1', '0'], ['a1', '1']]` by position of the field. */
function leavesOf(arg: ArgumentType<unknown>, path: readonly string[]): string[][] {
  if (arg.kind !== 'record') return [[...path]];
  return fieldsOf(arg).flatMap(([, field], index) => leavesOf(field, [...path, String(index)]));
}

function fieldsOf(arg: ArgumentType<unknown>): [string, ArgumentType<unknown>][] {
  const fields = Object.entries(arg.fields ?? {});
  const odd = fields.find(([, { kind }]) => kind === 'view' || kind === 'data');
  if (odd !== undefined) throw new TypeError(`field ${odd[0]} of a record must be a primitive`);
  return fields;
}

/** The arguments as the policy sees them, put together again from the flat parameters. */
function rebuilt(args: readonly ArgumentType<unknown>[]): string {
  return args.map((arg, index) => rebuiltOne(arg, `a${index}`)).join(', ');
}

function rebuiltOne(arg: ArgumentType<unknown>, name: string): string {
  if (arg.kind === 'data') return `parse(${name})`;
  if (arg.kind !== 'record') return name;
  const fields = fieldsOf(arg).map(
    ([key, field], index) => `[${quote(key)}]: ${rebuiltOne(field, `${name}_${index}`)}`,
  );
  return `{ ${fields.join(', ').replaceAll(/\["([A-Za-z]\w*)"\]/g, '$1')} }`;
}

/**
 * JavaScript that runs in the simulation's realm: the body of a function of `guard` (the toolbox of
 * `membrane.ts`) that makes the typed handle of one policy instance from the adapters' answers.
 */
export function stubText(port: Port, options: StubOptions): string {
  const members = Object.entries(port).map(
    ([name, member], index) =>
      `${quote(name)}: ${stubOf(member, { name, target: `F[${index}]`, ...options })}`,
  );
  return `'use strict';
const { progress, state, enter, fail, bad, view, numbers, permutation, parse, stringify, snap, note, noteAll, noteText, said } = guard;
return ({ id, adapters: F, views, own }) => ({ ${members.join(',\n')},
  spawn: own.spawn, float64: own.float64, int32: own.int32, cpuSeconds: own.cpuSeconds, timed: own.timed, steps: own.steps });`;
}

interface StubOptions {
  readonly mode: MembraneMode;
  /** Whether to mark in the progress that policy code runs. */
  readonly marks: boolean;
}

interface StubPlace extends StubOptions {
  readonly name: string;
  /** Expression for the policy-realm function. */
  readonly target: string;
}

function stubOf(member: AnyCall | FactoryType, place: StubPlace): string {
  const { target, mode } = place;
  const params = member.args.map((_, index) => `a${index}`).join(', ');
  const views = member.args.map((arg, index) => (arg.kind === 'view' ? `let v${index};` : ''));
  const memory = `${views.join('')} ${member.kind === 'call' ? limitsText(member.result) : ''}`;
  const body = member.kind === 'call' ? checked(member.result, place) : methodsOf(member, place);
  return `((f) => { ${memory} return (${params}) => {
    if (--state.left < 0 || state.current !== id) enter(id);
    ${mode === 'replay' ? '' : called(member.args, place)}
    ${body}
  }; })(${mode === 'replay' ? 'undefined' : target})`;
}

function called(args: readonly ArgumentType<unknown>[], { name, mode, marks }: StubPlace): string {
  const guards = args.map((arg, index) =>
    arg.kind === 'view'
      ? `if (a${index} !== v${index} || v${index} === undefined) v${index} = view(views, a${index});`
      : '',
  );
  const before = mode === 'record' ? 'snap();' : '';
  const [enters, leaves] = marks ? ['progress[1] = 1;', 'progress[1] = 0;'] : ['', ''];
  return `${guards.join('')} ${before} let r; ${enters} try { r = f(${args.flatMap(passed).join(', ')}); } catch (e) { fail(${quote(name)}, e); } ${leaves}`;
}

/** Coerces arguments, so that a simulation with wrong types cannot leak an object. */
function passed(arg: ArgumentType<unknown>, index: number): string[] {
  if (arg.kind === 'view') return [`v${index}`];
  return primitives(arg, `a${index}`);
}

function primitives(arg: ArgumentType<unknown>, value: string): string[] {
  if (arg.kind === 'record') {
    return fieldsOf(arg).flatMap(([key, field]) => primitives(field, `${value}[${quote(key)}]`));
  }
  return [COERCED[arg.kind](value)];
}

const COERCED: Readonly<
  Record<Exclude<ArgumentType<unknown>['kind'], 'record'>, (value: string) => string>
> = {
  number: (value) => `+${value}`,
  boolean: (value) => `!!${value}`,
  text: (value) => `\`\${${value}}\``,
  data: (value) => `stringify(${value})`,
  view: (value) => value,
};

function methodsOf(member: FactoryType, { name, ...options }: StubPlace): string {
  const { mode } = options;
  const methods = Object.entries(member.methods).map(
    ([key, call], index) =>
      `${quote(key)}: ${stubOf(call, { ...options, name: `${name}.${key}`, target: `r[${index}]` })}`,
  );
  const record = mode === 'record' ? 'noteAll();' : mode === 'replay' ? 'said.nothing();' : '';
  return `${record} return { ${methods.join(', ')} };`;
}

function checked(result: ResultType<unknown>, { name, mode }: StubPlace): string {
  if (mode === 'replay') {
    return `return said.${result.kind}(${JSON.stringify(result.options ?? [])});`;
  }
  return CHECKS[result.kind](result, { where: quote(name), record: mode === 'record' });
}

interface CheckPlace {
  readonly where: string;
  readonly record: boolean;
}

/** Statements that check `r`, write it down where asked, and return it. */
const CHECKS: Readonly<
  Record<ResultType<unknown>['kind'], (result: ResultType<unknown>, place: CheckPlace) => string>
> = {
  nothing: (_, { record }) => (record ? 'noteAll();' : ''),
  number: (result, { where, record }) =>
    `${numberTest(result)} { ${record ? 'note(r + 0);' : ''} return r + 0; } bad(${where}, r, ${quote(wanted(result))});`,
  boolean: (_, { where, record }) =>
    `if (r === true || r === false) { ${record ? 'note(+r);' : ''} return r; } bad(${where}, r, 'true or false');`,
  choice: choiceText,
  numbers: listText,
  permutation: listText,
  data: ({ maxLength = 0 }, { where, record }) =>
    `r = parse(${where}, r, ${maxLength}); ${record ? 'noteText(r);' : ''} return r.value;`,
};

function listText({ kind }: ResultType<unknown>, { where, record }: CheckPlace): string {
  return `r = ${kind}(${where}, r, limits); ${record ? 'noteAll(r);' : ''} return r;`;
}

function choiceText(result: ResultType<unknown>, { where, record }: CheckPlace): string {
  const options = result.options ?? [];
  const tests = options.map(
    (option, index) =>
      `if (r === ${quote(option)}) { ${record ? `note(${index});` : ''} return ${quote(option)}; }`,
  );
  return `${tests.join(' ')} bad(${where}, r, ${quote(`one of ${options.join(', ')}`)});`;
}

/** A finite number in range. `(r | 0) === r` is the engine's quickest test of a 32-bit whole number. */
function numberTest({
  min = -Infinity,
  max = Infinity,
  whole = false,
}: ResultType<unknown>): string {
  const low = min === -Infinity ? '' : ` && r >= ${min}`;
  const high = max === Infinity ? '' : ` && r <= ${max}`;
  const small = whole && min >= -(2 ** 31) && max < 2 ** 31;
  const kind = small ? '(r | 0) === r' : `r - r === 0${whole ? ' && r % 1 === 0' : ''}`;
  return `if (typeof r === 'number' && ${kind}${low}${high})`;
}

function limitsText(result: ResultType<unknown>): string {
  if (result.kind !== 'numbers' && result.kind !== 'permutation') return '';
  const { maxLength = 0, min = -Infinity, max = Infinity, whole = false } = result;
  return `const limits = { maxLength: ${maxLength}, min: ${min}, max: ${max}, whole: ${whole} };`;
}

function wanted({ min = -Infinity, max = Infinity, whole = false }: ResultType<unknown>): string {
  const kind = whole ? 'a whole number' : 'a finite number';
  return min === -Infinity && max === Infinity ? kind : `${kind} in [${min}, ${max}]`;
}

/** A string literal that is valid in every JavaScript context. */
function quote(text: string): string {
  return JSON.stringify(text);
}
