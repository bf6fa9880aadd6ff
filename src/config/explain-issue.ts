import * as z from 'zod';
import { closest } from './did-you-mean.ts';
import { isMapping, RunKeys } from './run-schema.ts';

/** One thing that is wrong with a run file. */
export interface Complaint {
  /** Keys and positions from the root; the last one is the wrong key itself when `ofKey` is set. */
  readonly path: readonly (string | number)[];
  /** The name to print before the text; empty at the root. */
  readonly label: string;
  readonly text: string;
  /** The key is wrong, not its value. */
  readonly ofKey: boolean;
}

type Issue = z.core.$ZodIssue;

/** Says what is wrong in the words of the file; `raw` is the parsed YAML. */
export function explainIssue(issue: Issue, raw: unknown): readonly Complaint[] {
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  const inner = issue.code === 'invalid_union' ? issuesOfBranch(issue, valueAt(raw, path)) : [];
  if (inner.length > 0) {
    return inner.flatMap((one) =>
      explainIssue({ ...one, path: [...issue.path, ...one.path] }, raw),
    );
  }
  if (issue.code !== 'unrecognized_keys') {
    const text = textOf(issue, wrongValue(raw, path));
    return [{ path, label: path.join('.'), text, ofKey: false }];
  }
  return issue.keys.map((key) => ({
    path: [...path, key],
    label: path.join('.'),
    text: unknownKeyText(key, { path, raw }),
    ofKey: true,
  }));
}

/**
 * What is wrong with a value of one of several shapes, in the terms of the shape that was meant: the only
 * one that goes further than the value as a whole. Empty when that cannot be told.
 */
function issuesOfBranch(
  { errors }: Extract<Issue, { code: 'invalid_union' }>,
  value: unknown,
): readonly Issue[] {
  const meant = errors.filter(
    (branch) =>
      branch.length > 0 &&
      branch.every(
        ({ path, code }) => path.length > 0 || !['invalid_type', 'invalid_value'].includes(code),
      ),
  );
  const [only, ...others] = meant;
  return only !== undefined && others.length === 0 && value !== undefined ? only : [];
}

function wrongValue(raw: unknown, path: readonly (string | number)[]): unknown {
  const value = valueAt(raw, path);
  if (value !== undefined) return value;
  // A proposer written as a bare name stands for `{ name }`.
  const shorthand = valueAt(raw, path.slice(0, -1));
  return typeof shorthand === 'string' ? shorthand : undefined;
}

function textOf(issue: Issue, value: unknown): string {
  if (issue.code === 'invalid_type') {
    if (value === undefined) return 'is missing';
    return `expected ${typeWords[issue.expected] ?? issue.expected}, got ${describe(value)}`;
  }
  const options = optionsOf(issue);
  if (options !== undefined) return choiceText(value, options);
  if (issue.code === 'invalid_union') return shapesText(issue, value);
  if (issue.code === 'too_small') return limitText(issue, value);
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}, got ${describe(value)}`;
  return issue.message;
}

/** The shapes that were allowed, where none fits: `expected off or a mapping`. */
function shapesText({ errors }: Extract<Issue, { code: 'invalid_union' }>, value: unknown): string {
  const shapes = errors.flatMap(([first]) => {
    if (first?.code === 'invalid_type') return [typeWords[first.expected] ?? first.expected];
    return first?.code === 'invalid_value' ? first.values.map(String) : [];
  });
  return `expected ${shapes.join(' or ')}, got ${describe(value)}`;
}

/** The values that were allowed, where only some are. */
function optionsOf(issue: Issue): readonly string[] | undefined {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code !== 'invalid_union' || !('options' in issue)) return undefined;
  return Array.isArray(issue.options) ? issue.options.map(String) : undefined;
}

const typeWords: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  object: 'a mapping',
  array: 'a list',
  boolean: 'true or false',
};

function limitText(issue: Extract<Issue, { code: 'too_small' }>, value: unknown): string {
  if (issue.origin === 'string') return 'must not be empty';
  if (issue.origin === 'array') return `needs at least ${issue.minimum} entry`;
  const bound = issue.inclusive === false ? 'more than' : 'at least';
  return `must be ${bound} ${issue.minimum}, got ${describe(value)}`;
}

function choiceText(value: unknown, options: readonly string[]): string {
  const list = `expected one of ${options.join(', ')}`;
  if (value === undefined) return `is missing; ${list}`;
  const near = typeof value === 'string' ? closest(value, options) : undefined;
  const guess = near === undefined ? '' : `, did you mean "${near}"?`;
  return `${list}; got ${describe(value)}${guess}`;
}

function unknownKeyText(
  key: string,
  { path, raw }: { readonly path: readonly (string | number)[]; readonly raw: unknown },
): string {
  const schema = schemaAt(keySchema, { path, raw });
  const known = Object.keys(schema?.properties ?? {});
  const near = closest(key, known);
  if (near !== undefined) return `unknown key "${key}", did you mean "${near}"?`;
  const elsewhere = pathsOf(keySchema).find(
    (place) =>
      place.at(-1) === key &&
      // Deeper places mean something else by the same word.
      place.length <= Math.max(2, path.length) &&
      place.slice(0, -1).join('.') !== path.join('.'),
  );
  if (elsewhere !== undefined) {
    return `unknown key "${key}", did you mean "${elsewhere.join('.')}"?`;
  }
  const list = known.length === 0 ? 'there are none here' : `known keys are ${known.join(', ')}`;
  return `unknown key "${key}"; ${list}`;
}

/** The few parts of JSON Schema that the run file needs. */
interface KeySchema {
  readonly properties?: Readonly<Record<string, KeySchema>> | undefined;
  /** Of mappings whose keys are names. */
  readonly additionalProperties?: KeySchema | boolean | undefined;
  readonly items?: KeySchema | undefined;
  readonly oneOf?: readonly KeySchema[] | undefined;
  readonly anyOf?: readonly KeySchema[] | undefined;
  readonly const?: unknown;
  readonly enum?: readonly unknown[] | undefined;
}

const KeySchema: z.ZodType<KeySchema> = z.lazy(() =>
  z.object({
    properties: z.record(z.string(), KeySchema).optional(),
    additionalProperties: z.union([KeySchema, z.boolean()]).optional(),
    items: KeySchema.optional(),
    oneOf: z.array(KeySchema).optional(),
    anyOf: z.array(KeySchema).optional(),
    const: z.unknown().optional(),
    enum: z.array(z.unknown()).optional(),
  }),
);
const keySchema = KeySchema.parse(
  z.toJSONSchema(RunKeys, { io: 'output', unrepresentable: 'any' }),
);

/** The part of the schema that governs the value at `path`; unions are settled by the raw values. */
function schemaAt(
  schema: KeySchema,
  { path, raw }: { readonly path: readonly (string | number)[]; readonly raw: unknown },
): KeySchema | undefined {
  const variants = variantsOf(schema);
  const here = variants === undefined ? schema : variantOf(variants, raw);
  const [first, ...rest] = path;
  if (first === undefined || here === undefined) return here;
  const next = typeof first === 'number' ? here.items : memberOf(here, first);
  if (next === undefined) return undefined;
  return schemaAt(next, { path: rest, raw: valueAt(raw, [first]) });
}

function variantsOf({ oneOf, anyOf }: KeySchema): readonly KeySchema[] | undefined {
  // Of a scalar and a mapping, only the mapping has keys.
  return oneOf ?? anyOf?.filter(({ properties }) => properties !== undefined);
}

function memberOf(
  { properties, additionalProperties }: KeySchema,
  key: string,
): KeySchema | undefined {
  const named =
    properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined;
  return named ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
}

const TAGS = ['type', 'name', 'provider'];

function variantOf(variants: readonly KeySchema[], raw: unknown): KeySchema | undefined {
  const fits = ({ properties }: KeySchema): boolean => {
    const key = TAGS.find((tag) => properties?.[tag] !== undefined);
    const mark = key === undefined ? undefined : properties?.[key];
    const value = isMapping(raw) && key !== undefined ? raw[key] : undefined;
    return mark?.const === value || mark?.enum?.includes(value) === true;
  };
  return variants.find(fits) ?? variants[0];
}

/** Every path of keys that the first variant of each union allows, outermost first. */
function pathsOf(schema: KeySchema): readonly (readonly string[])[] {
  const here = variantsOf(schema)?.[0] ?? schema;
  return Object.entries(here.properties ?? {}).flatMap(([key, inner]) => [
    [key],
    ...pathsOf(inner).map((rest) => [key, ...rest]),
  ]);
}

/** What stands at a path of plain data; undefined where nothing does. */
export function valueAt(raw: unknown, path: readonly (string | number)[]): unknown {
  let value: unknown = raw;
  for (const part of path) {
    if (Array.isArray(value)) value = value[Number(part)];
    else if (isMapping(value) && Object.hasOwn(value, part)) value = value[part];
    else return undefined;
  }
  return value;
}

/** A value in a few words: `the text "abc"`, `a list`, `nothing`. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return `the text ${JSON.stringify(value.slice(0, 60))}`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return 'a mapping';
}
