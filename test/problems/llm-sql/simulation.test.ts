import { createNativePolicy, createRng, PolicyFailure } from 'adrs-lab/sim';
import { describe, expect, test } from 'vitest';
import { mostReuse } from '../../../problems/llm-sql/cases/bound.ts';
import { readCsv } from '../../../problems/shared/data/csv.ts';
import { beerTable, generateTables } from '../../../problems/llm-sql/cases/generator.ts';
import { createPrefixCache } from '../../../problems/llm-sql/simulation/prefix-cache.ts';
import { port, simulate } from '../../../problems/llm-sql/simulation/index.ts';
import { totalWeight, type TableCase } from '../../../problems/llm-sql/cases/workload.ts';
import { bestByForce, outcomeOf, smallTable, tableOf, type Answer } from './fixtures.ts';
import { policyOf } from '../policy-file.ts';

const POLICIES = [
  'policies/seeds/one-order',
  'policies/seeds/own-order',
  'policies/seeds/value-groups',
  'policies/seeds/column-tree',
  'policies/baselines/original',
  'policies/baselines/lexicographic',
  'policies/baselines/fixed-greedy',
  'policies/baselines/ggr',
  'policies/baselines/greedy-groups',
];
const policies = await Promise.all(
  POLICIES.map(async (name) => ({ name, exports: await policyOf('llm-sql', name) })),
);
const tables = generateTables('laws', 1);

/** Any valid answer. */
function randomAnswer({ rows, columns }: TableCase, seed: number): Answer {
  const rng = createRng(seed);
  const everyColumn = [...columns.keys()];
  return {
    rowOrder: rng.shuffle(Array.from({ length: rows }, (_, row) => row)),
    columnOrders: Array.from({ length: rows }, () => rng.shuffle(everyColumn)),
  };
}

describe('a prefix cache', () => {
  const weights = Int32Array.from([1, 2, 4, 8, 16]);
  const ask = (capacity: number, prompts: readonly (readonly number[])[]): number[] => {
    const cache = createPrefixCache({ weights, cells: 100, capacity });
    return prompts.map((prompt) => cache.ask(Int32Array.from(prompt)));
  };

  test('gives back the weight of the longest prefix it has, and only prefixes', () => {
    const prompts = [
      [0, 1, 2],
      [0, 1, 3],
      [1, 2],
      [0, 1, 3],
      [0, 1, 2, 4],
    ];
    expect(ask(Infinity, prompts)).toEqual([0, 3, 0, 11, 7]);
  });

  test('forgets the ends of the prompts that were used least recently', () => {
    // 0-1 and 2 weigh 7; 3 makes it 15, so 1 and then 0 go; 2 is still there.
    expect(ask(12, [[0, 1], [2], [3], [2], [0, 1]])).toEqual([0, 0, 0, 4, 0]);
    // The most recently used stays: 0 is older than 2, but its use as a prefix made it new.
    expect(
      ask(6, [
        [0, 1],
        [0, 2],
        [0, 1],
      ]),
    ).toEqual([0, 1, 1]);
  });

  test('is a trie where nothing is evicted, and the row before where only one fits', () => {
    const [table] = tables;
    if (table === undefined) throw new Error('no table');
    const { value, metrics } = outcomeOf({ ...table, cacheTokens: 1e9 }, randomAnswer(table, 1));
    expect(metrics?.['trieHitRate']).toBe(value);
    const lists = randomAnswer(table, 2).columnOrders.map((order, row) =>
      order.map((column) => table.cells[column * table.rows + row] ?? 0),
    );
    const seen = new Set<string>();
    let hit = 0;
    for (const list of lists) {
      for (let end = 1; end <= list.length; end += 1) {
        const prefix = list.slice(0, end).join();
        if (seen.has(prefix)) hit += table.weights[list[end - 1] ?? 0] ?? 0;
        seen.add(prefix);
      }
    }
    const rowOrder = lists.map((_, row) => row);
    const { columnOrders } = randomAnswer(table, 2);
    const measured = outcomeOf(table, { rowOrder, columnOrders }).metrics?.['trieHitRate'];
    expect(measured).toBeCloseTo(hit / totalWeight(table), 12);
  });
});

describe('the hit rate', () => {
  const rows = [
    ['ab', 'x'],
    ['abc', 'x'],
    ['ab', 'y'],
  ];
  const order = [0, 1];

  test('of cells counts whole cells with their names', () => {
    // A cell has 2 characters of name, 8 of JSON and 1 to 3 of text: 3 or, for `abc`, 4 tokens.
    const table = tableOf(rows, 'cells');
    const { value } = outcomeOf(table, {
      rowOrder: [0, 1, 2],
      columnOrders: [order, order, order],
    });
    expect(totalWeight(table)).toBe(3 + 3 + 4 + 3 + 3 + 3);
    expect(value).toBeCloseTo(3 / 19, 12);
  });

  test('of characters knows no cells: `abx`, `abcx`, `aby`', () => {
    const table = tableOf(rows, 'characters');
    const { value, metrics } = outcomeOf(table, {
      rowOrder: [0, 1, 2],
      columnOrders: [order, order, order],
    });
    expect(value).toBeCloseTo(4 / 10, 12);
    expect(metrics?.['previousHitRate']).toBeCloseTo(4 / 10, 12);
  });

  test('of characters is 1 - nodes / characters of a trie, in any order of the rows, code points counted', () => {
    const texts = ['a\u{1F600}b', 'a\u{1F601}b', 'a\u{1F600}c', '\u{1F600}', ''];
    const table = tableOf(
      texts.map((text) => [text, 'z']),
      'characters',
    );
    const lines = texts.map((text) => [...Array.from(text), 'z']);
    const nodes = new Set(
      lines.flatMap((line) => line.map((_, end) => line.slice(0, end + 1).join(''))),
    );
    const total = lines.flat().length;
    for (const seed of [1, 2, 3]) {
      const { rowOrder } = randomAnswer(table, seed);
      const columnOrders = texts.map(() => order);
      expect(outcomeOf(table, { rowOrder, columnOrders }).value).toBeCloseTo(
        1 - nodes.size / total,
        12,
      );
    }
  });

  test('sets the price between that of fresh and that of cached tokens', () => {
    const same = tableOf([['a'], ['a'], ['a'], ['a']], 'cells');
    const { metrics } = outcomeOf(same, {
      rowOrder: [0, 1, 2, 3],
      columnOrders: [[0], [0], [0], [0]],
    });
    expect(metrics?.['usdPerMillionTokens']).toBeCloseTo(2.5 - 1.25 * 0.75, 12);
  });

  test('does not mind how rows, columns and values are numbered', () => {
    for (const table of tables) {
      const answer = randomAnswer(table, 3);
      const rng = createRng(table.id);
      const rowAt = rng.shuffle(answer.rowOrder);
      const columnAt = rng.shuffle([...table.columns.keys()]);
      const nameOf = rng.shuffle(table.weights.map((_, value) => value));
      const weights: number[] = [];
      for (const [value, name] of nameOf.entries()) weights[name] = table.weights[value] ?? 0;
      const renumbered: TableCase = {
        ...table,
        columns: columnAt.map((column) => table.columns[column] ?? ''),
        cells: columnAt.flatMap((column) =>
          rowAt.map((row) => nameOf[table.cells[column * table.rows + row] ?? 0] ?? 0),
        ),
        weights,
      };
      const again: Answer = {
        rowOrder: answer.rowOrder.map((row) => rowAt.indexOf(row)),
        columnOrders: rowAt.map((row) =>
          (answer.columnOrders[row] ?? []).map((column) => columnAt.indexOf(column)),
        ),
      };
      expect(outcomeOf(renumbered, again)).toEqual(outcomeOf(table, answer));
    }
  });

  test.each([
    ['a row twice', [0, 0, 1], [order, order, order], /row 0 is unknown or comes twice/],
    ['a row that is not there', [0, 1, 3], [order, order, order], /row 3/],
    ['a negative row', [0, 1, -1], [order, order, order], /row -1/],
    ['a column twice', [0, 1, 2], [order, [1, 1], order], /row 1: column 1/],
    ['a column that is not there', [0, 1, 2], [order, order, [0, 2]], /row 2: column 2/],
  ])('does not exist for %s', (_what, ...[rowOrder, columnOrders, message]) => {
    const attempt = (): unknown => outcomeOf(tableOf(rows, 'cells'), { rowOrder, columnOrders });
    expect(attempt).toThrow(PolicyFailure);
    expect(attempt).toThrow(message);
  });
});

describe('the bound', () => {
  test.each(['cells', 'characters'] as const)(
    'is at least the best of all orders of small tables of %s',
    (form) => {
      for (let seed = 0; seed < 12; seed += 1) {
        const table = smallTable(seed, form);
        expect(mostReuse(table), `table ${seed}`).toBeGreaterThanOrEqual(
          bestByForce(table) - 1e-12,
        );
      }
    },
  );

  test('is reached where one column decides the others, and where nothing repeats', () => {
    const chain = [1, 1, 2, 2].map((key) => [`key ${key}`, `name ${key}`, 'all']);
    const table = tableOf(chain, 'cells');
    expect(mostReuse(table)).toBeCloseTo(bestByForce(table), 9);
    const unique = ['abc', 'def', 'ghi'].map((text) => [text, `${text}!`]);
    expect(mostReuse(tableOf(unique, 'cells'))).toBeCloseTo(0, 9);
  });

  test('is never exceeded by a policy, on any kind of table', () => {
    for (const table of tables) {
      const bound = mostReuse(table);
      for (const { name, exports } of policies) {
        const { value, metrics } = simulate(table, createNativePolicy(port, exports));
        expect(value, `${name} on ${table.id}`).toBeLessThanOrEqual(bound + 1e-12);
        expect(metrics?.['trieHitRate']).toBeLessThanOrEqual(bound + 1e-12);
        expect(value).toBeGreaterThanOrEqual(0);
      }
    }
  });
});

describe('generated tables', () => {
  test('are the same for the same split, and others for another', () => {
    expect(generateTables('laws', 1)).toEqual(tables);
    expect(JSON.stringify(generateTables('other', 1))).not.toBe(JSON.stringify(tables));
  });

  test('keep the dependencies that they declare', () => {
    for (const { rows, cells, dependencies, id } of tables) {
      expect(dependencies.length).toBeGreaterThan(0);
      for (const [from, to] of dependencies) {
        const known = new Map<number, number>();
        for (let row = 0; row < rows; row += 1) {
          const value = cells[to * rows + row] ?? -1;
          const first = known.get(cells[from * rows + row] ?? -1) ?? value;
          known.set(cells[from * rows + row] ?? -1, first);
          expect(value, `${id}: ${from} -> ${to}`).toBe(first);
        }
      }
    }
  });

  test('have the numbers of different values of the published beer table, at its size', () => {
    const rows = 28_479;
    const table = beerTable(createRng('size'), 'beer-0', rows);
    const distinct = table.columns.map(
      (_, column) => new Set(table.cells.slice(column * rows, (column + 1) * rows)).size,
    );
    for (const [column, published] of [4862, 3738, 20, 10, 5, 5, 1423, 78, 1423].entries()) {
      const ratio = (distinct[column] ?? 0) / published;
      expect(ratio, `column ${column}`).toBeGreaterThan(0.9);
      expect(ratio, `column ${column}`).toBeLessThan(1.1);
    }
  });
});

test('CSV fields keep quotes, commas and line ends inside quotes', () => {
  expect(readCsv('a,b\r\n"x, ""y""\nz",\n,1')).toEqual([
    ['a', 'b'],
    ['x, "y"\nz', ''],
    ['', '1'],
  ]);
  expect(readCsv('a,b\n1,')).toEqual([
    ['a', 'b'],
    ['1', ''],
  ]);
  expect(() => readCsv('a,"b"c\n')).toThrow(SyntaxError);
});
