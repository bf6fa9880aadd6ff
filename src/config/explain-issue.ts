import type * as z from 'zod';
import { closest } from './did-you-mean.ts';
import { keysOf, pathsOf, schemaAt } from './key-schema.ts';
import { describe, valueAt } from './plain-data.ts';

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

/** A parsed YAML file and what it had to be. */
export interface Explained {
  readonly raw: unknown;
  readonly schema: z.ZodType;
}

/** Describes an issue in the terms of the file. */
export function explainIssue(issue: Issue, explained: Explained): readonly Complaint[] {
  const { raw } = explained;
  const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  const inner = issue.code === 'invalid_union' ? issuesOfBranch(issue, valueAt(raw, path)) : [];
  if (inner.length > 0) {
    return inner.flatMap((one) =>
      explainIssue({ ...one, path: [...issue.path, ...one.path] }, explained),
    );
  }
  if (issue.code !== 'unrecognized_keys') {
    const text = textOf(issue, wrongValue(raw, path));
    return [{ path, label: path.join('.'), text, ofKey: false }];
  }
  return issue.keys.map((key) => ({
    path: [...path, key],
    label: path.join('.'),
    text: unknownKeyText(key, { path, ...explained }),
    ofKey: true,
  }));
}

/**
 * The issues of a value of one of several shapes, in the terms of the shape that was meant: the only
 * one that goes further than the value as a whole. Empty when that is unclear.
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
  const options = optionsOf(issue, value);
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
function optionsOf(issue: Issue, value: unknown): readonly string[] | undefined {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code === 'invalid_union' && typeof value === 'string') {
    // Of words and a mapping, a word was meant.
    const words = issue.errors.flatMap(([first]) =>
      first?.code === 'invalid_value' ? first.values.map(String) : [],
    );
    if (words.length > 1) return words;
  }
  if (issue.code !== 'invalid_union' || !('options' in issue)) return undefined;
  return Array.isArray(issue.options) ? issue.options.map(String) : undefined;
}

const typeWords: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a string',
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
  { path, raw, schema }: Explained & { readonly path: readonly (string | number)[] },
): string {
  const keys = keysOf(schema);
  const known = Object.keys(schemaAt(keys, { path, raw })?.properties ?? {});
  const near = closest(key, known);
  if (near !== undefined) return `unknown key "${key}", did you mean "${near}"?`;
  const elsewhere = pathsOf(keys).find(
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
