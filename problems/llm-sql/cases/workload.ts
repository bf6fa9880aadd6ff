import type { Case } from 'adrs-lab';

/**
 * Form of the prompts and unit of their reuse by a cache. `cells`: each cell with the name of its
 * column, whole cells, a bounded cache. `characters`: the published form, texts of the cells without
 * names or separators, characters, a cache without bound.
 */
export type Form = 'cells' | 'characters';

/** A table of which every row becomes one prompt. */
export interface TableCase extends Case {
  /** Kind of the table; averaged on its own. */
  readonly group: string;
  readonly form: Form;
  readonly rows: number;
  readonly columns: readonly string[];
  /** Ids of the values, shape [columns, rows]. No id occurs in two columns. */
  readonly cells: readonly number[];
  /** By value id: size of the cell, in tokens (`cells`) or characters (`characters`). */
  readonly weights: readonly number[];
  /** By value id: the text, where the form is `characters`. */
  readonly texts?: readonly string[];
  /** Known functional dependencies [a, b]: column a determines column b. Transitively closed. */
  readonly dependencies: readonly (readonly [number, number])[];
  /** Capacity of the prefix cache, in tokens; no limit in the form `characters`. */
  readonly cacheTokens: number;
}

/** Input prices in USD per million tokens: OpenAI's gpt-4o, from the start of prompt caching in October 2024. */
export const PRICE = { fresh: 2.5, cached: 1.25 } as const;

/** Characters of a token: the rule of thumb for English text. */
const CHARACTERS_PER_TOKEN = 4;
/** Characters around name and value of a cell in JSON: `"name": "value", `. */
const JSON_CHARACTERS = 8;

/** Tokens of a cell with its name, from the lengths of both in characters. */
export function cellTokens(name: number, value: number): number {
  return Math.ceil((name + value + JSON_CHARACTERS) / CHARACTERS_PER_TOKEN);
}

/** Price of a million prompt tokens in USD at a hit rate in [0, 1]. */
export function usdPerMillion(hitRate: number): number {
  return PRICE.fresh - (PRICE.fresh - PRICE.cached) * hitRate;
}

/** Weight of all cells of a table. */
export function totalWeight({ cells, weights }: TableCase): number {
  let sum = 0;
  for (const value of cells) sum += weights[value] ?? 0;
  return sum;
}

/** Characters, that is code points, of the first `units` UTF-16 units of a text; half a character is none. */
export function codePoints(text: string, units = text.length): number {
  let count = units;
  for (let index = 0; index < units; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit >= 0xd800 && unit < 0xdc00) count -= 1;
  }
  return count;
}
