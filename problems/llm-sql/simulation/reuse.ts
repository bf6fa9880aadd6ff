import { createPrefixCache } from './prefix-cache.ts';
import { codePoints, type TableCase } from '../cases/workload.ts';

/** The reusable parts of the prompts, each as a share of all in [0, 1]. */
export interface Reuse {
  /** From a cache that never forgets. */
  readonly trie: number;
  /** From the cache of the case; the same as `trie` where it has no limit. */
  readonly cache: number;
  /** From the prompt before. */
  readonly previous: number;
}

/** A checked order of rows and of the columns in each: value ids, shape [rows, columns], in the order of asking. */
export type Prompts = readonly Int32Array[];

/** Measures prompts in the form of the case. */
export function reuseOf(table: TableCase, prompts: Prompts): Reuse {
  return table.form === 'cells' ? cellReuse(table, prompts) : characterReuse(table, prompts);
}

function cellReuse(table: TableCase, prompts: Prompts): Reuse {
  const weights = Int32Array.from(table.weights);
  const cells = table.cells.length;
  const endless = createPrefixCache({ weights, cells, capacity: Infinity });
  const bounded = createPrefixCache({ weights, cells, capacity: table.cacheTokens });
  let total = 0;
  let [trie, cache, previous] = [0, 0, 0];
  let before: Int32Array = new Int32Array(0);
  for (const prompt of prompts) {
    trie += endless.ask(prompt);
    cache += bounded.ask(prompt);
    let isSame = true;
    for (let position = 0; position < prompt.length; position += 1) {
      const weight = weights[prompt[position] ?? 0] ?? 0;
      isSame &&= prompt[position] === before[position];
      if (isSame) previous += weight;
      total += weight;
    }
    before = prompt;
  }
  return { trie: trie / total, cache: cache / total, previous: previous / total };
}

/**
 * Characters, as published: cells follow each other without separators, so that the end of one and
 * the start of the next may match what was cut elsewhere. Summed over the sorted prompts, the common
 * prefix with the neighbour before is what a trie of all earlier prompts gives, in any order.
 */
function characterReuse({ texts = [] }: TableCase, prompts: Prompts): Reuse {
  const lines = prompts.map((prompt) => {
    let line = '';
    for (const value of prompt) line += texts[value] ?? '';
    return line;
  });
  const total = lines.reduce((sum, line) => sum + codePoints(line), 0);
  const trie = total === 0 ? 0 : sharedWithPrevious(lines.toSorted(byUnits)) / total;
  return { trie, cache: trie, previous: total === 0 ? 0 : sharedWithPrevious(lines) / total };
}

/** Characters that lines begin with as the line before does, summed. */
function sharedWithPrevious(lines: readonly string[]): number {
  let shared = 0;
  for (let index = 1; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const before = lines[index - 1] ?? '';
    const most = Math.min(line.length, before.length);
    let units = 0;
    while (units < most && line.charCodeAt(units) === before.charCodeAt(units)) units += 1;
    shared += codePoints(line, units);
  }
  return shared;
}

function byUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
