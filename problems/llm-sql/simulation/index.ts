import {
  call,
  definePort,
  number,
  PolicyFailure,
  record,
  returnsNothing,
  text,
  view,
} from 'adrs-lab/sim';
import type { Outcome, Policy, View } from 'adrs-lab/sim';
import { reuseOf, type Prompts, type Reuse } from './reuse.ts';
import { totalWeight, usdPerMillion, type TableCase } from '../cases/workload.ts';

/** Calls and answers that cross to a policy; `policy.d.ts` says what they mean. */
export const port = definePort<typeof import('../policy.d.ts')>()({
  reorder: call(
    [
      record({
        rows: number(),
        columns: number(),
        values: number(),
        cacheTokens: number(),
        unit: text<'tokens' | 'characters'>(),
      }),
      view<Int32Array>(),
      view<Int32Array>(),
      view<Int32Array>(),
      view<Int32Array>(),
      view<Int32Array>(),
    ],
    returnsNothing(),
  ),
});

/** Asks for the order of the rows and of the columns in each, checks both, and replays the prompts. */
export function simulate(table: TableCase, policy: Policy<typeof port>): Outcome {
  const { rows, columns, cacheTokens, weights } = table;
  const cells = filled(policy.int32(table.cells.length), (index) => table.cells[index] ?? 0);
  const sizes = filled(policy.int32(weights.length), (index) => weights[index] ?? 0);
  const determines = policy.int32(columns.length ** 2);
  for (const [from, to] of table.dependencies) determines[from * columns.length + to] = 1;
  const rowOrder = filled(policy.int32(rows), (index) => index);
  const columnOrder = filled(policy.int32(table.cells.length), (index) => index % columns.length);
  const unit = table.form === 'cells' ? 'tokens' : 'characters';
  const shape = {
    rows,
    columns: columns.length,
    values: weights.length,
    cacheTokens,
    unit,
  } as const;
  policy.reorder(shape, cells, sizes, determines, rowOrder, columnOrder);
  const { prompts, orders } = promptsOf(table, rowOrder, columnOrder);
  return outcomeOf(table, orders, reuseOf(table, prompts));
}

function filled(array: View<Int32Array>, valueAt: (index: number) => number): View<Int32Array> {
  for (let index = 0; index < array.length; index += 1) array[index] = valueAt(index);
  return array;
}

/** Reads both orders, each element once. Throws PolicyFailure unless all are permutations. */
function promptsOf(table: TableCase, rowOrder: View, columnOrder: View): Answer {
  const { rows } = table;
  const taken = new Uint8Array(rows);
  const prompts: Int32Array[] = [];
  const orders = new Set<number>();
  const lastUse = new Int32Array(table.columns.length).fill(-1);
  for (let position = 0; position < rows; position += 1) {
    // A policy that detached the array leaves undefined here.
    const row = rowOrder[position] ?? -1;
    if (!(row >= 0 && row < rows) || taken[row] === 1) {
      throw new PolicyFailure(`rowOrder: row ${row} is unknown or comes twice`);
    }
    taken[row] = 1;
    prompts.push(promptOf(table, row, { columnOrder, lastUse, orders }));
  }
  return { prompts, orders: orders.size };
}

/** A checked answer. */
interface Answer {
  readonly prompts: Prompts;
  /** Different orders of columns, but for collisions of a 32-bit hash. */
  readonly orders: number;
}

interface Orders {
  readonly columnOrder: View;
  /** Hashes of the orders seen. */
  readonly orders: Set<number>;
  /** By column: the row that used it last. */
  readonly lastUse: Int32Array;
}

/** The value ids of a row in its own order. */
function promptOf(
  table: TableCase,
  row: number,
  { columnOrder, lastUse, orders }: Orders,
): Int32Array {
  let hash = 0;
  const { rows, columns, cells } = table;
  const prompt = new Int32Array(columns.length);
  for (let position = 0; position < columns.length; position += 1) {
    const column = columnOrder[row * columns.length + position] ?? -1;
    if (!(column >= 0 && column < columns.length) || lastUse[column] === row) {
      throw new PolicyFailure(
        `columnOrder of row ${row}: column ${column} is unknown or comes twice`,
      );
    }
    lastUse[column] = row;
    hash = Math.imul(hash ^ (column + 1), 0x01000193) ^ (hash >>> 15);
    prompt[position] = cells[column * rows + row] ?? 0;
  }
  orders.add(hash);
  return prompt;
}

function outcomeOf(table: TableCase, orders: number, reuse: Reuse): Outcome {
  const { rows, columns, form, group } = table;
  const total = totalWeight(table);
  return {
    value: reuse.cache,
    metrics: {
      trieHitRate: reuse.trie,
      previousHitRate: reuse.previous,
      lostToEviction: reuse.trie - reuse.cache,
      ordersPerRow: orders / rows,
      usdPerMillionTokens: usdPerMillion(reuse.cache),
    },
    note:
      `${group}: ${rows} rows of ${columns.length} columns, ${total} ` +
      `${form === 'cells' ? 'tokens' : 'characters'}; ${percent(reuse.cache)} reused, ` +
      `${percent(reuse.trie)} if nothing were evicted, ${percent(reuse.previous)} from the row ` +
      `before; ${orders} orders of columns`,
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
