import { propertiesOf } from '../metered/objects.ts';
import { CHARACTERS_A_STEP } from '../metered/strings.ts';
import { isTrueArray, replace, type Builtin, type Charge } from '../metered/wrap.ts';
import type { Tools } from './depth.ts';

const RealSet = Set;
const { parse, stringify } = JSON;
const { isArray } = Array;
const { keys } = Object;
const { apply } = Reflect;
const asString = String;
// oxlint-disable-next-line typescript/unbound-method -- it is called with `call`
const brandOf: Builtin = Object.prototype.toString;
const INDENT = 10;

/** `JSON` counts each level of what it reads and writes; objects may share parts, so every visit is charged. */
export function countJson(tools: Tools): void {
  const { charge, isCharging, depth } = tools;
  replace(JSON, 'stringify', () => ({
    stringify(value: unknown, replacer?: unknown, space?: unknown): string | undefined {
      const isPlain = replacer === undefined || replacer === null;
      const isNative = isPlain && !isCharging && !depth.isHidden;
      if (isNative && depth.hasRoomFor(levelsOf(value)))
        return stringify(value, null, indentOf(space));
      return createWriter(tools, { replacer, indent: indentOf(space) })({ '': value }, '', '');
    },
  }));
  replace(JSON, 'parse', () => ({
    parse(text: unknown, reviver?: unknown): unknown {
      const source = asString(text);
      charge(source.length + 1);
      const value: unknown = parse(source);
      if (typeof reviver !== 'function') return value;
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a function
      return revive({ '': value }, '', { ...tools, reviver: reviver as Builtin });
    },
  }));
}

/** So deep may data be that the engine writes by itself. */
const NATIVE_LEVELS = 100;

/** Levels of plain data; Infinity where there are many, or where it leads back to itself. */
function levelsOf(value: unknown, open: object[] = []): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (open.length === NATIVE_LEVELS || open.includes(value)) return Infinity;
  open[open.length] = value;
  let most = 0;
  const see = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    const levels = levelsOf(part, open);
    if (levels > most) most = levels;
  };
  if (isArray(value)) for (let at = 0; at < value.length; at += 1) see(value[at]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion, guard-for-in -- what it inherits changes nothing
  else for (const key in value) see((value as Holder)[key]);
  open.length -= 1;
  return most + 1;
}

type Holder = Record<string, unknown>;

interface Format {
  readonly replacer: unknown;
  readonly indent: string;
}

function indentOf(space: unknown): string {
  const given = isWrapped(space) ? space.valueOf() : space;
  if (typeof given === 'string') return given.slice(0, INDENT);
  if (typeof given !== 'number') return '';
  let indent = '';
  for (let at = 1; at <= given && at <= INDENT; at += 1) indent += ' ';
  return indent;
}

/** ECMA-262, SerializeJSONProperty. */
// oxlint-disable-next-line max-lines-per-function -- one closure over what is open
function createWriter(
  { charge, depth }: Tools,
  { replacer, indent }: Format,
): (holder: Holder, key: string, margin: string) => string | undefined {
  const open = new RealSet<unknown>();
  const chosen = isArray(replacer) ? namesIn(replacer, charge) : undefined;
  const joined = (parts: readonly string[], margin: string, ends: string): string => {
    if (parts.length === 0) return ends;
    const inner = margin + indent;
    const separator = indent === '' ? ',' : `,\n${inner}`;
    let text = '';
    for (let at = 0; at < parts.length; at += 1)
      text += (at > 0 ? separator : '') + asString(parts[at]);
    charge(text.length / CHARACTERS_A_STEP);
    return indent === ''
      ? ends[0] + text + ends[1]
      : `${ends[0]}\n${inner}${text}\n${margin}${ends[1]}`;
  };
  const enter = (value: Holder): void => {
    charge(1);
    if (open.has(value)) throw new TypeError('Converting circular structure to JSON');
    open.add(value);
  };
  const writeObject = (value: Holder, margin: string): string => {
    const before = depth.enter(1);
    try {
      return writeMembers(value, margin);
    } finally {
      depth.leave(before);
    }
  };
  // oxlint-disable-next-line complexity -- lists and objects differ in small things
  const writeMembers = (value: Holder, margin: string): string => {
    enter(value);
    const parts: string[] = [];
    const isList = isArray(value);
    const names = isList ? undefined : (chosen ?? keys(value));
    const size = isList ? value.length : (names?.length ?? 0);
    charge(names === chosen ? size : propertiesOf(value));
    for (let at = 0; at < size; at += 1) {
      const key = names === undefined ? asString(at) : asString(names[at]);
      const text = write(value, key, margin + indent);
      if (isList) parts[parts.length] = text ?? 'null';
      else if (text !== undefined) {
        parts[parts.length] = `${stringify(key)}:${indent === '' ? '' : ' '}${text}`;
      }
    }
    open.delete(value);
    return joined(parts, margin, isList ? '[]' : '{}');
  };
  // oxlint-disable-next-line complexity -- the steps of the specification
  const write = (holder: Holder, key: string, margin: string): string | undefined => {
    charge(2);
    let value = holder[key];
    if (typeof value === 'object' && value !== null && 'toJSON' in value) {
      const { toJSON } = value;
      if (typeof toJSON === 'function') value = apply(toJSON, value, [key]);
    }
    if (typeof replacer === 'function') value = apply(replacer, holder, [key, value]);
    if (isWrapped(value)) value = value.valueOf();
    if (typeof value === 'string') charge(value.length / CHARACTERS_A_STEP);
    if (typeof value !== 'object' || value === null) return stringify(value);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an object
    return writeObject(value as Holder, margin);
  };
  return write;
}

function isWrapped(value: unknown): value is { valueOf(): unknown } {
  if (typeof value !== 'object' || value === null) return false;
  const brand: unknown = brandOf.call(value);
  return brand === '[object Number]' || brand === '[object String]' || brand === '[object Boolean]';
}

function namesIn(list: readonly unknown[], charge: Charge): readonly string[] {
  const names: string[] = [];
  const seen = new Set<string>();
  charge(list.length);
  for (let at = 0; at < list.length; at += 1) {
    const name = list[at];
    if (typeof name !== 'string' && typeof name !== 'number') continue;
    const key = asString(name);
    if (seen.has(key)) continue;
    seen.add(key);
    names[names.length] = key;
  }
  return names;
}

interface Revival extends Tools {
  readonly reviver: Builtin;
}

/** ECMA-262, InternalizeJSONProperty. */
function revive(holder: Holder, key: string, tools: Revival): unknown {
  const { charge, depth, reviver } = tools;
  const value = holder[key];
  const before = depth.enter(1);
  try {
    if (typeof value === 'object' && value !== null) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an object
      reviveParts(value as Holder, tools);
    }
    charge(2);
    return apply(reviver, holder, [key, value]);
  } finally {
    depth.leave(before);
  }
}

function reviveParts(parts: Holder, tools: Revival): void {
  tools.charge(propertiesOf(parts));
  for (const name of isTrueArray(parts) ? parts.keys() : keys(parts)) {
    const made = revive(parts, asString(name), tools);
    if (made === undefined) Reflect.deleteProperty(parts, name);
    else parts[asString(name)] = made;
  }
}
