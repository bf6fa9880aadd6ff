import path from 'node:path';
import { ConfigError, type CaseSet } from 'adrs-lab';
import { readRows } from '../../shared/data/read-data.ts';
import { encodeTable, type TextTable } from './encode.ts';
import type { Form, TableCase } from './workload.ts';

/** A file of the benchmark. */
interface PublishedFile {
  readonly id: string;
  readonly file: string;
  /** Columns, by name, of which the first determines the others. */
  readonly dependencies: readonly (readonly string[])[];
}

/** The whole beer table and the first rows of the four others, in which the benchmark's merges are made already. */
const FILES: readonly PublishedFile[] = [
  {
    id: 'beer',
    file: 'beer.csv.gz',
    dependencies: [
      ['beer/beerId', 'beer/name'],
      ['beer/name', 'beer/beerId'],
    ],
  },
  { id: 'movies', file: 'movies_sample.csv', dependencies: [] },
  { id: 'BIRD', file: 'BIRD_sample.csv', dependencies: [] },
  { id: 'PDMX', file: 'PDMX_sample.csv', dependencies: [] },
  { id: 'products', file: 'products_sample.csv', dependencies: [] },
];

/** Cache of the split `public-cells`: less than a tenth of the beer table. */
const CACHE_TOKENS = 32_768;

/**
 * Splits `beer` (the one whole table), `samples` (the four others) and `public` (all five) in the
 * published form, and `public-cells`: all five in the form of the generated cases. Throws
 * ConfigError when a file is missing or is no table.
 */
export async function readPublishedTables(
  folder: string,
): Promise<Readonly<Record<string, CaseSet<TableCase>>>> {
  const tables = await Promise.all(FILES.map((one) => readTable(folder, one)));
  const encoded = (form: Form): TableCase[] =>
    tables.map((table, index) => {
      const id = FILES[index]?.id ?? '';
      return encodeTable(table, { id, group: id, form, cacheTokens: CACHE_TOKENS });
    });
  const all = encoded('characters');
  const beer = all.slice(0, 1);
  const samples = all.slice(1);
  const cells = encoded('cells');
  return {
    beer: () => beer,
    samples: () => samples,
    public: () => all,
    'public-cells': () => cells,
  };
}

async function readTable(folder: string, published: PublishedFile): Promise<TextTable> {
  const file = path.join(folder, published.file);
  const needed = FILES.map((one) => one.file).join(', ');
  const [columns, ...rows] = await readRows(folder, published.file, needed);
  if (columns === undefined || rows.length === 0) throw new ConfigError(`${file} has no rows`);
  const odd = rows.findIndex((row) => row.length !== columns.length);
  if (odd >= 0) {
    throw new ConfigError(
      `${file} row ${odd + 1} has ${rows[odd]?.length} cells, not ${columns.length}`,
    );
  }
  const dependencies = published.dependencies.map(([from = '', to = '']) => {
    return [columnNamed(columns, from, file), columnNamed(columns, to, file)] as const;
  });
  return { columns, rows, dependencies };
}

function columnNamed(columns: readonly string[], name: string, file: string): number {
  const column = columns.indexOf(name);
  if (column < 0) throw new ConfigError(`${file} has no column ${name}`);
  return column;
}
