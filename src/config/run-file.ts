import {
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
} from 'yaml';
import { ConfigError, messageOf } from '../core/errors.ts';
import { describe, isMapping } from './plain-data.ts';

/** A YAML file whose values still know where they were written. */
export interface RunFile {
  /** Merge keys are merged, and keys that begin with `x-`, which hold parts for anchors, are left out. */
  readonly raw: Readonly<Record<string, unknown>>;
  /** `file:line:column` of the value at a path, of its key, or of the nearest thing around it. */
  placeOf(path: readonly (string | number)[], ofKey: boolean): string;
}

/** Parses a mapping. Throws ConfigError with the place of a mistake. */
export function parseRunFile(text: string, file: string): RunFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const [mistake] = [...document.errors, ...document.warnings];
  if (mistake !== undefined) {
    throw new ConfigError(`${at(mistake.pos[0])} ${mistake.message}`, {
      cause: mistake,
      hint: 'the file must be one valid YAML 1.2 document',
    });
  }
  const raw = plainData(document, file);
  if (!isMapping(raw)) {
    throw new ConfigError(
      raw === null ? `${file}: the file is empty` : `${at(0)} expected keys, got ${describe(raw)}`,
      { hint: 'the smallest run file is one line: "problem: NAME"' },
    );
  }
  return {
    raw: withoutExtras(raw),
    placeOf: (path, ofKey) => at(offsetOf(document, { path, ofKey })),
  };
}

function withoutExtras(raw: Readonly<Record<string, unknown>>): RunFile['raw'] {
  return Object.fromEntries(Object.entries(raw).filter(([key]) => !key.startsWith('x-')));
}

/** The keys of a run file that never was one. Members that are undefined count as left out. */
export function runFileOf(keys: object): RunFile {
  const raw: unknown = JSON.parse(JSON.stringify(keys));
  if (!isMapping(raw)) throw new ConfigError(`config: expected keys, got ${describe(raw)}`);
  return { raw, placeOf: () => 'config:' };
}

function plainData(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    throw new ConfigError(`${file}: ${messageOf(cause)}`, {
      cause,
      hint: 'write the values out instead of using aliases',
    });
  }
}

function offsetOf(
  document: Document,
  { path, ofKey }: { readonly path: readonly (string | number)[]; readonly ofKey: boolean },
): number {
  if (ofKey) {
    const key = keyNode(document.getIn(path.slice(0, -1), true), path.at(-1));
    if (key?.range) return key.range[0];
  }
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function keyNode(parent: unknown, key: string | number | undefined): Node | undefined {
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find(
    (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === key,
  );
  return isNode(pair?.key) ? pair.key : undefined;
}
