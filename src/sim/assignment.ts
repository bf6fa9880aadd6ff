/**
 * Least cost of assigning each of `count` rows a column of its own, by successive shortest paths with
 * potentials (Kuhn 1955; Jonker and Volgenant 1987). O(count^3).
 *
 * @param cost Of row and column, from 0; whole numbers of any sign.
 */
export function leastAssignment(
  count: number,
  cost: (row: number, column: number) => number,
): number {
  const state: State = {
    cost,
    rows: new Float64Array(count + 1),
    columns: new Float64Array(count + 1),
    rowOf: new Int32Array(count + 1),
    cameFrom: new Int32Array(count + 1),
    distance: new Float64Array(count + 1),
    isDone: new Uint8Array(count + 1),
  };
  for (let row = 1; row <= count; row += 1) {
    state.rowOf[0] = row;
    let column = freeColumn(state);
    while (column !== 0) {
      const before = state.cameFrom[column] ?? 0;
      state.rowOf[column] = state.rowOf[before] ?? 0;
      column = before;
    }
  }
  return -(state.columns[0] ?? 0);
}

/** Everything is counted from 1; column 0 holds the row that is being assigned. */
interface State {
  readonly cost: (row: number, column: number) => number;
  /** Potentials. */
  readonly rows: Float64Array;
  readonly columns: Float64Array;
  /** 0 of a free column. */
  readonly rowOf: Int32Array;
  /** The column before, on the shortest path. */
  readonly cameFrom: Int32Array;
  readonly distance: Float64Array;
  readonly isDone: Uint8Array;
}

/** The free column that is nearest to the row in column 0. */
function freeColumn(state: State): number {
  const { rowOf, distance, isDone } = state;
  distance.fill(Infinity);
  isDone.fill(0);
  let column = 0;
  while (rowOf[column] !== 0) {
    isDone[column] = 1;
    const nearest = extend(state, column);
    shift(state, distance[nearest] ?? 0);
    column = nearest;
  }
  return column;
}

/** Goes on from a column; answers the nearest one that is not done. */
// oxlint-disable-next-line complexity -- the hot loop; half of it is what indexing costs
function extend({ cost, rows, columns, ...state }: State, column: number): number {
  const { rowOf, cameFrom, distance, isDone } = state;
  const from = rowOf[column] ?? 0;
  let nearest = 0;
  for (let to = 1; to < rowOf.length; to += 1) {
    if (isDone[to] === 1) continue;
    const length = cost(from - 1, to - 1) - (rows[from] ?? 0) - (columns[to] ?? 0);
    if (length < (distance[to] ?? 0)) {
      distance[to] = length;
      cameFrom[to] = column;
    }
    if (nearest === 0 || (distance[to] ?? 0) < (distance[nearest] ?? 0)) nearest = to;
  }
  return nearest;
}

/** Moves the potentials so that the nearest column is at distance 0. */
function shift({ rows, columns, rowOf, distance, isDone }: State, step: number): void {
  for (let to = 0; to < rowOf.length; to += 1) {
    if (isDone[to] === 1) {
      const row = rowOf[to] ?? 0;
      rows[row] = (rows[row] ?? 0) + step;
      columns[to] = (columns[to] ?? 0) - step;
    } else distance[to] = (distance[to] ?? 0) - step;
  }
}
