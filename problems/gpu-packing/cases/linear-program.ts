import highsModule from 'highs';

/** Maximise the sum of `gains` times x over x >= 0 with, row by row, `rows` times x at most `limits`. */
export interface LinearProgram {
  readonly gains: Float64Array;
  /** Shape [rows, columns]. */
  readonly rows: readonly Float64Array[];
  /** Not negative, so that x = 0 is a solution. */
  readonly limits: Float64Array;
}

// oxlint-disable-next-line no-unsafe-type-assertion -- the package declares its CommonJS build: a default in a default
const highs = await (highsModule as unknown as typeof highsModule.default)();

/**
 * Prices of the rows, none negative: those of the optimum, but for rounding, as HiGHS finds them. Whoever
 * uses them must not rely on their being exact.
 */
export function rowPrices({ gains, rows, limits }: LinearProgram): Float64Array {
  // HiGHS has no solution of a program without columns.
  if (gains.length === 0) return new Float64Array(rows.length);
  const program = {
    numCols: gains.length,
    numRows: rows.length,
    sense: highs.constants.objectiveSense.maximize,
    colCost: gains,
    colLower: gains.map(() => 0),
    colUpper: gains.map(() => highs.infinity),
    rowLower: limits.map(() => -highs.infinity),
    rowUpper: limits,
    matrix: sparse(rows, gains.length),
  };
  return highs.withModel((model) => {
    model.options.set({ output_flag: false });
    model.passModel(program);
    model.run();
    return model.getSolution().rowDual.map((price) => Math.max(0, price));
  });
}

/** The entries that are not 0, row by row. */
function sparse(rows: readonly Float64Array[], numCols: number) {
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  for (const row of rows) {
    for (const [column, value] of row.entries()) {
      if (value === 0) continue;
      indices.push(column);
      values.push(value);
    }
    starts.push(indices.length);
  }
  return { format: 'csr', numRows: rows.length, numCols, starts, indices, values } as const;
}
