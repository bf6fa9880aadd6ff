import type { Rng } from 'adrs-lab/sim';
import { cellTokens, type TableCase } from './workload.ts';

/** A column before it is encoded: what each row has, and how long that is. */
export interface Column {
  readonly name: string;
  /** By row: number of the value in this column. */
  readonly keys: readonly number[];
  /** Length of a value in characters; the same whenever it is asked. */
  readonly lengthOf: (key: number) => number;
  /** Column whose value determines this one's, as the schema says. */
  readonly determinedBy?: Column;
  /** Whether this column determines that one as well, as a name does a key. */
  readonly isKey?: boolean;
}

/** The law of Zipf and Mandelbrot: key k is drawn with probability proportional to (k + 1 + shift) ** -exponent. */
export interface Popularity {
  readonly count: number;
  readonly exponent: number;
  readonly shift: number;
}

/** Draws keys in [0, count). */
export function drawKeys(rng: Rng, law: Popularity, draws: number): number[] {
  const sums: number[] = [];
  let sum = 0;
  for (let key = 0; key < law.count; key += 1) {
    sum += (key + 1 + law.shift) ** -law.exponent;
    sums.push(sum);
  }
  return Array.from({ length: draws }, () => {
    const point = rng.next() * sum;
    let low = 0;
    let high = law.count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) > point) high = middle;
      else low = middle + 1;
    }
    return low;
  });
}

/** Lengths in characters: log-normal around a median, cut at both ends. */
export interface Lengths {
  readonly median: number;
  /** Standard deviation of the logarithm. */
  readonly spread: number;
  readonly most: number;
}

/** A function that gives each key a length of its own. */
export function lengthsOf(rng: Rng, { median, spread, most }: Lengths): Column['lengthOf'] {
  const known = new Map<number, number>();
  return (key) => {
    const drawn =
      known.get(key) ??
      Math.max(1, Math.min(most, Math.round(median * Math.exp(spread * rng.fork(key).normal()))));
    known.set(key, drawn);
    return drawn;
  };
}

/** Distribution of the keys of an entity. */
export interface KeyLaw extends Popularity {
  readonly rows: number;
  readonly lengths: Lengths;
}

/** Foreign keys of an entity, one a row. */
export function keyColumn(rng: Rng, name: string, law: KeyLaw): Column {
  return {
    name,
    keys: drawKeys(rng.fork('keys'), law, law.rows),
    lengthOf: lengthsOf(rng.fork('lengths'), law.lengths),
  };
}

/** Form of an attribute of an entity. */
export interface Attribute {
  readonly name: string;
  /** Different values that entities share; undefined where every entity has a value of its own. */
  readonly values?: Popularity;
  readonly lengths: Lengths;
}

/** The column of an attribute: a function of the column it hangs on. */
export function attributeOf(rng: Rng, parent: Column, attribute: Attribute): Column {
  const { name, values } = attribute;
  const lengthOf = lengthsOf(rng.fork('lengths'), attribute.lengths);
  const chained = { name, lengthOf, determinedBy: parent };
  if (values === undefined) return { ...chained, keys: parent.keys, isKey: true };
  const most = parent.keys.reduce((a, b) => Math.max(a, b), 0) + 1;
  const valueOf = drawKeys(rng.fork('values'), values, most);
  return { ...chained, keys: parent.keys.map((key) => valueOf[key] ?? 0) };
}

/** The properties of a case apart from its columns. */
export type TableFrame = Pick<TableCase, 'id' | 'group' | 'cacheTokens'>;

/** Encodes columns in the order given, for rows in the order given. */
export function tableOf(
  columns: readonly Column[],
  rowOrder: readonly number[],
  frame: TableFrame,
): TableCase {
  const cells: number[] = [];
  const weights: number[] = [];
  for (const { name, keys, lengthOf } of columns) {
    const ids = new Map<number, number>();
    for (const row of rowOrder) {
      const key = keys[row] ?? 0;
      const id = ids.get(key) ?? weights.length;
      if (id === weights.length) {
        ids.set(key, id);
        weights.push(cellTokens(name.length, lengthOf(key)));
      }
      cells.push(id);
    }
  }
  const names = columns.map(({ name }) => name);
  const dependencies = dependenciesOf(columns);
  return {
    ...frame,
    form: 'cells',
    rows: rowOrder.length,
    columns: names,
    cells,
    weights,
    dependencies,
  };
}

/** All pairs that follow from the schema. */
function dependenciesOf(columns: readonly Column[]): [number, number][] {
  const pairs: [number, number][] = [];
  for (const [from, column] of columns.entries()) {
    const known = closure(column);
    for (const [to, other] of columns.entries()) {
      if (to !== from && (known.has(other) || hasKeyIn(other, known))) pairs.push([from, to]);
    }
  }
  return pairs;
}

/** A column, and what it is the name of: each determines whatever hangs on one of them. */
function closure(column: Column): Set<Column> {
  const names = new Set([column]);
  let at: Column | undefined = column;
  while (at?.isKey === true && at.determinedBy !== undefined) {
    at = at.determinedBy;
    names.add(at);
  }
  return names;
}

function hasKeyIn({ determinedBy }: Column, known: ReadonlySet<Column>): boolean {
  let at = determinedBy;
  while (at !== undefined && !known.has(at)) at = at.determinedBy;
  return at !== undefined;
}
