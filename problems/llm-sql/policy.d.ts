/** The table whose rows become prompts, one after the other. */
export interface Table {
  readonly rows: number;
  readonly columns: number;
  /** Different values over all columns: ids are 0 to `values - 1`, and no id occurs in two columns. */
  readonly values: number;
  /** What the prefix cache holds, in tokens. A few rows, or much of the table. */
  readonly cacheTokens: number;
  /** What `weights` counts. Tokens, but in the published form of the problem characters. */
  readonly unit: 'tokens' | 'characters';
}

/**
 * Chooses in which order the rows are asked, and in which order each row writes its cells. Called once a
 * table. Answers by writing to `rowOrder` and `columnOrder`, which come filled with the original order.
 *
 * A prompt is the cells of a row, each with the name of its column. Tokens at the start of a prompt are
 * reused when the cache has a prompt that starts with the same cells, in the same order; only whole cells
 * count. The cache is a tree of prefixes, of which the end that was used least recently goes when it holds
 * more than `cacheTokens`. To be maximised: reused tokens over all tokens of the table.
 *
 * @param cells Value ids, shape [columns, rows]: row r has `cells[c * table.rows + r]` in column c.
 * @param weights By value id: size of the cell, name and punctuation included, in tokens.
 * @param determines Shape [columns, columns]: 1 at `a * table.columns + b` where rows with equal values
 *   in column a are known to have equal values in column b, 0 elsewhere.
 * @param rowOrder To be written, shape [rows]: the row that is asked first, second, and so on. Every
 *   row once, or the case fails.
 * @param columnOrder To be written, shape [rows, columns]: `columnOrder[r * table.columns + k]` is the
 *   column that row r writes at position k. For each row every column once, or the case fails.
 */
// oxlint-disable-next-line max-params -- flat arguments cross to the policy fastest
export function reorder(
  table: Table,
  cells: Int32Array,
  weights: Int32Array,
  determines: Int32Array,
  rowOrder: Int32Array,
  columnOrder: Int32Array,
): void;
