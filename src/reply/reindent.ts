import { indentOf, isBlank } from './lines.ts';

/** A line as it was quoted, and as it stands in the file. */
export type LinePair = readonly [quoted: string, actual: string];

/**
 * A function that indents new lines, learnt from lines that were quoted with other indentation than they have:
 * the same shift for all where there is one, else the file's indentation for the quoted one, deeper
 * levels in the file's unit.
 */
export function learnIndentation(pairs: readonly LinePair[]): (line: string) => string {
  const indents = pairs.map(([quoted, actual]) => [indentOf(quoted), indentOf(actual)] as const);
  const [first] = indents;
  if (first === undefined || indents.every(([from, to]) => from === to)) return (line) => line;
  const [from, to] = first;
  const added = to.slice(0, Math.max(0, to.length - from.length));
  if (indents.every(([quoted, actual]) => actual === added + quoted)) {
    return (line) => (isBlank(line) ? '' : added + line);
  }
  const removed = from.slice(0, Math.max(0, from.length - to.length));
  if (indents.every(([quoted, actual]) => quoted === removed + actual)) {
    return (line) => withoutIndent(line, removed);
  }
  return translation(indents);
}

function withoutIndent(line: string, removed: string): string {
  if (isBlank(line)) return '';
  return line.startsWith(removed) ? line.slice(removed.length) : line.trimStart();
}

function translation(indents: readonly LinePair[]): (line: string) => string {
  const known = new Map<string, string>();
  for (const [from, to] of indents) if (!known.has(from)) known.set(from, to);
  const deepest = [...known].toSorted(([a], [b]) => b.length - a.length);
  const scale = unitOf(deepest);
  return (line) => {
    if (isBlank(line)) return '';
    const indent = indentOf(line);
    const [from, to] = deepest.find(([each]) => indent.startsWith(each)) ?? ['', ''];
    return to + scale(indent.slice(from.length)) + line.slice(indent.length);
  };
}

const SAME_CHARACTER = /^(?:\t+| +)$/;

/** Two tabs for four spaces make one tab for two. */
function unitOf(indents: readonly LinePair[]): (rest: string) => string {
  const pair = indents.findLast(([a, b]) => SAME_CHARACTER.test(a) && SAME_CHARACTER.test(b));
  if (pair === undefined) return (rest) => rest;
  const [from, to] = pair;
  const divisor = greatestDivisor(from.length, to.length);
  const [unit, replacement] = [
    from.slice(0, from.length / divisor),
    to.slice(0, to.length / divisor),
  ];
  return (rest) => rest.replaceAll(unit, replacement);
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
