import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tablesOf } from '../../../src/session/tables/write-tables.ts';
import { openRunStore } from '../../../src/store/run-store.ts';
import { cli } from '../../cli/in-process.ts';
import { scored } from '../../report/synthetic-run.ts';
import { modelRun, withEveryText } from '../../report/synthetic-models.ts';

const HOSTILE = '=cmd|"calc"!A1, \u001b[31m\r\nnext \ud800 \u0000 \u202e end';
const docs = path.join(import.meta.dirname, '..', '..', '..', 'docs', 'export.md');

let root = '';
let folder = '';
let duckdb: DuckDBConnection;
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'adrs-tables-'));
  folder = path.join(root, 'run');
  const run = modelRun(60);
  const events = run.events.map((event) =>
    event.type === 'program-added' && event.id === 'p2' ? { ...event, note: HOSTILE } : event,
  );
  const [first, ...rest] = withEveryText({ ...run, events }).events;
  const store = openRunStore(folder, { mode: 'create' });
  const name = 'baseline:published-best';
  const evaluation = scored(93);
  await store.append(
    [
      ...(first === undefined ? [] : [first]),
      { type: 'baseline-measured', name, split: 'validation', evaluation },
      ...rest,
    ],
    withEveryText(run).texts,
  );
  await store.close();
  const { code, err } = await cli(['export', folder, '--csv', '--jsonl', '--parquet', '--sources']);
  if (code !== 0) throw new Error(err);
  duckdb = await (await DuckDBInstance.create(':memory:')).connect();
});
afterAll(async () => {
  duckdb.closeSync();
  await rm(root, { recursive: true });
});

const tableFile = (name: string): string => path.join(folder, 'tables', name);

async function query(sql: string): Promise<readonly Record<string, unknown>[]> {
  return (await duckdb.runAndReadAll(sql)).getRowObjectsJson();
}

async function docsBlock(language: string): Promise<string> {
  const fence = new RegExp(`^\`\`\`${language}[^\\n]*\\n([\\s\\S]*?)^\`\`\``, 'm');
  return fence.exec(await readFile(docs, 'utf8'))?.[1] ?? '';
}

describe('the tables of a run', () => {
  test('the SQL of docs/export.md runs as it stands and answers from the log', async () => {
    const sql = (await docsBlock('sql')).replaceAll('runs/mine', folder);
    const [byProposer = '', byGroup = ''] = sql.split(/;\s*/);
    const proposers = await query(byProposer);
    expect(proposers[0]).toMatchObject({ proposer: 'improve@opus', best: -89.4 });
    expect(proposers.map(({ proposer }) => proposer)).toContain('genetic');
    const groups = await query(byGroup);
    expect(groups.map((row) => row['case_group'])).toEqual(['loose deadline', 'tight deadline']);
  });

  test('every column is in the docs with its type, and no other', async () => {
    const text = await readFile(docs, 'utf8');
    for (const { name, columns } of tablesOf({ sources: true })) {
      const section = text.split(`\n## ${name}\n`)[1]?.split('\n## ')[0] ?? '';
      const rows = [...section.matchAll(/^\| `(\w+)` +\| (\w+) +\|/gm)];
      expect(rows.map(([, column, type]) => ({ name: column, type }))).toEqual(columns);
    }
  });

  test.each(['csv', 'jsonl', 'parquet'])(
    '%s holds the same programs, cases and calls',
    async (ending) => {
      const count = async (table: string): Promise<unknown> => {
        const [row] = await query(
          `SELECT count(*)::INT AS rows FROM '${tableFile(`${table}.${ending}`)}'`,
        );
        return row?.['rows'];
      };
      const { out } = await cli(['programs', folder, '--json']);
      expect(await count('programs')).toBe(JSON.parse(out).length);
      const shown = JSON.parse((await cli(['show', folder, '--json'])).out);
      const { total, open } = shown.models;
      expect(await count('calls')).toBe(total.calls + open.calls);
      expect(Number(await count('cases'))).toBeGreaterThan(24 * 5);
      const [best] = await query(
        `SELECT id, train, source FROM '${tableFile(`programs.${ending}`)}' ORDER BY train LIMIT 1`,
      );
      expect(best).toMatchObject({ id: 'p54', train: 89.4 });
      expect(best?.['source']).toContain('// hysteresis proportional');
    },
  );

  test('types survive: times, lists and numbers are what they are', async () => {
    const [row] = await query(
      `SELECT typeof(recorded_at) AS time, typeof(metrics) AS metrics, parents->>0 AS parent,
        (metrics->>'meanCostUsd')::DOUBLE AS value, train
       FROM '${tableFile('programs.parquet')}' WHERE id = 'p54'`,
    );
    expect(row).toMatchObject({ metrics: 'JSON', parent: 'p45', value: 89.4, train: 89.4 });
    expect(row?.['time']).toMatch(/^TIMESTAMP/);
  });

  test('a hostile text stays in its cell, and is no formula in a spreadsheet', async () => {
    const csv = await readFile(tableFile('programs.csv'), 'utf8');
    expect(csv).toContain(`"'=cmd|""calc""!A1, \\u001b[31m\nnext \\ud800 \\u0000 \\u202e end"`);
    // oxlint-disable-next-line no-control-regex -- what must not be there
    expect(csv).not.toMatch(/[\u0000\u001b\ufffd]/);
    const ideas = Object.fromEntries(
      await Promise.all(
        ['csv', 'jsonl', 'parquet'].map(async (ending) => {
          const [row] = await query(
            `SELECT idea FROM '${tableFile(`programs.${ending}`)}' WHERE id = 'p2'`,
          );
          return [ending, row?.['idea']] as const;
        }),
      ),
    );
    expect(ideas['csv']).toMatch(/^'=cmd\|"calc"!A1/);
    expect(ideas['parquet']).toBe(HOSTILE.toWellFormed());
    const lines = (await readFile(tableFile('programs.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line)).find(({ id }) => id === 'p2')).toMatchObject({
      idea: HOSTILE.toWellFormed(),
    });
  });

  test('nothing is replaced unless that is asked for, and no part of a file is left', async () => {
    const file = tableFile('calls.csv');
    await writeFile(file, 'mine');
    const refused = await cli(['export', folder, '--csv']);
    expect(refused.code).toBe(2);
    expect(refused.err).toMatch(
      /^E_CONFIG .*programs\.csv exists already\n {2}hint: .*--overwrite/,
    );
    expect(await readFile(file, 'utf8')).toBe('mine');
    expect((await cli(['export', folder, '--csv', '--overwrite'])).code).toBe(0);
    expect(await readFile(file, 'utf8')).toMatch(/^run,call,/);
    expect((await readdir(path.dirname(file))).filter((name) => name.endsWith('.part'))).toEqual(
      [],
    );
  });

  test('a format has to be named, and a folder that cannot be made is an error', async () => {
    expect((await cli(['export', folder])).err).toMatch(/^E_CONFIG no format is asked for\n/);
    const { code, err } = await cli(['export', folder, '--csv', '--out', path.join(docs, 'x')]);
    expect(code).toBe(2);
    expect(err).toMatch(/^E_CONFIG cannot write .*\n {2}hint: make room/);
  });
});
