import { createNativePolicy, createRng, type Outcome } from 'adrs-lab/sim';
import { port, simulate } from '../../../problems/llm-sql/simulation/index.ts';
import type { Form, TableCase } from '../../../problems/llm-sql/cases/workload.ts';
import { encodeTable } from '../../../problems/llm-sql/cases/encode.ts';

/** An order of rows, and one of the columns for each row. */
export interface Answer {
  readonly rowOrder: readonly number[];
  /** By row. */
  readonly columnOrders: readonly (readonly number[])[];
}

/** Score of a table in an order that is given, not computed. */
export function outcomeOf(table: TableCase, { rowOrder, columnOrders }: Answer): Outcome {
  const reorder = (...views: readonly Int32Array[]): void => {
    views[4]?.set(rowOrder);
    views[5]?.set(columnOrders.flat());
  };
  return simulate(table, createNativePolicy(port, { reorder }));
}

/** A table of texts in either form, with a cache that holds all of it unless said otherwise. */
export function tableOf(
  rows: readonly (readonly string[])[],
  form: Form,
  cacheTokens = 1e6,
): TableCase {
  const columns = (rows[0] ?? []).map((_, column) => `c${column}`);
  const frame = { id: 'table', group: 'table', form, cacheTokens };
  return encodeTable({ columns, rows, dependencies: [] }, frame);
}

/** A small table with few values, so that much of it repeats. */
export function smallTable(seed: number, form: Form): TableCase {
  const rng = createRng(`small-table-${seed}`);
  const columns = 2 + rng.integer(2);
  const lengths = Array.from({ length: columns }, () => 1 + rng.integer(30));
  const rows = Array.from({ length: 2 + rng.integer(3) }, () =>
    lengths.map((length) => 'ab'.charAt(rng.integer(2)).repeat(1 + rng.integer(2) * length)),
  );
  return tableOf(rows, form);
}

/** Every order of some numbers. */
export function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) =>
    permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
  );
}

/** The best hit rate over all orders of the columns in every row, rows being sorted by their prompts. */
export function bestByForce(table: TableCase): number {
  const { rows, columns, cells } = table;
  const orders = permutations([...columns.keys()]);
  let best = 0;
  for (let code = 0; code < orders.length ** rows; code += 1) {
    const columnOrders = Array.from({ length: rows }, (_, row) => {
      return orders[Math.floor(code / orders.length ** row) % orders.length] ?? [];
    });
    const prompts = columnOrders.map((order, row) =>
      order.map((column) => cells[column * rows + row] ?? 0),
    );
    const rowOrder = [...prompts.keys()].toSorted((a, b) =>
      String(prompts[a]) < String(prompts[b]) ? -1 : 1,
    );
    best = Math.max(best, outcomeOf(table, { rowOrder, columnOrders }).value);
  }
  return best;
}
