/** Maximise the sum of `gains` times x over x >= 0 with, row by row, `rows` times x at most `limits`. */
export interface LinearProgram {
  readonly gains: Float64Array;
  /** Shape [rows, columns]. */
  readonly rows: readonly Float64Array[];
  /** Not negative, so that x = 0 is a solution. */
  readonly limits: Float64Array;
}

/** Numbers below this are taken for 0. */
const TINY = 1e-9;
/** Pivots a row before it gives up; it then answers the prices it has. */
const PATIENCE = 30;

/**
 * Prices of the rows, none negative: those of the optimum, but for rounding, as the simplex method with
 * a dense tableau finds them (Dantzig's rule). Whoever uses them must not rely on their being exact.
 */
export function rowPrices({ gains, rows, limits }: LinearProgram): Float64Array {
  const columns = gains.length;
  const width = columns + rows.length + 1;
  const tableau = rows.map((row, index) => {
    const line = new Float64Array(width);
    line.set(row);
    line[columns + index] = 1;
    line[width - 1] = limits[index] ?? 0;
    return line;
  });
  const costs = new Float64Array(width);
  for (const [column, gain] of gains.entries()) costs[column] = -gain;
  for (let step = 0; step < PATIENCE * rows.length; step += 1) {
    const column = entering(costs);
    const line = column < 0 ? undefined : tableau[leaving(tableau, column)];
    if (line === undefined) break;
    scale(line, 1 / (line[column] ?? 1));
    const filled = filledPlaces(line);
    for (const other of tableau) if (other !== line) eliminate(other, line, { column, filled });
    eliminate(costs, line, { column, filled });
  }
  return costs.slice(columns, width - 1).map((price) => Math.max(0, price));
}

/** Column of the lowest cost; -1 if none is negative. */
function entering(costs: Float64Array): number {
  let best = -1;
  let lowest = -TINY;
  for (let column = 0; column < costs.length - 1; column += 1) {
    const cost = costs[column] ?? 0;
    if (cost < lowest) {
      lowest = cost;
      best = column;
    }
  }
  return best;
}

/** Row that limits the column most; -1 if none does. */
function leaving(tableau: readonly Float64Array[], column: number): number {
  let best = -1;
  let least = Infinity;
  for (const [index, line] of tableau.entries()) {
    const entry = line[column] ?? 0;
    if (entry <= TINY) continue;
    const ratio = (line.at(-1) ?? 0) / entry;
    if (ratio < least) {
      least = ratio;
      best = index;
    }
  }
  return best;
}

function scale(line: Float64Array, factor: number): void {
  for (let column = 0; column < line.length; column += 1) {
    line[column] = (line[column] ?? 0) * factor;
  }
}

/** Where a line is not 0: few places in most lines. */
function filledPlaces(line: Float64Array): Int32Array {
  const places = new Int32Array(line.length);
  let count = 0;
  for (let place = 0; place < line.length; place += 1) {
    if (line[place] === 0) continue;
    places[count] = place;
    count += 1;
  }
  return places.subarray(0, count);
}

interface Pivot {
  readonly column: number;
  readonly filled: Int32Array;
}

/** Takes as much of `pivot` from `line` as makes the column 0. */
function eliminate(line: Float64Array, pivot: Float64Array, { column, filled }: Pivot): void {
  const factor = line[column] ?? 0;
  if (factor === 0) return;
  for (let index = 0; index < filled.length; index += 1) {
    const place = filled[index] ?? 0;
    line[place] = (line[place] ?? 0) - factor * (pivot[place] ?? 0);
  }
  line[column] = 0;
}
