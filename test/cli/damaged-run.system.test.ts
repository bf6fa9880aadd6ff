import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EMPTY_HEAD, headAfter, type ChainedRow } from '../../src/store/chain.ts';
import { cli } from './in-process.ts';
import { adrs, createWorkplace, untilSpent, type Workplace } from './processes.ts';

const DAMAGE = path.join(import.meta.dirname, '..', 'fixtures', 'damage.mjs');
const COMMANDS = ['show', 'replay', 'report', 'resume'] as const;

let workplace: Workplace;
let finished = '';
let copies = 0;

beforeAll(async () => {
  workplace = await createWorkplace();
  finished = path.join(workplace.folder, 'finished');
  const { code, err } = await cli(['run', workplace.runFile, '--out', finished, ...untilSpent(12)]);
  if (code !== 0) throw new Error(err);
}, 60_000);
afterAll(() => workplace[Symbol.asyncDispose]());

/** A copy of the finished run after `damage.mjs`. */
async function damaged(kind: string): Promise<string> {
  const folder = path.join(workplace.folder, `copy-${(copies += 1)}`);
  await cp(finished, folder, { recursive: true });
  execFileSync(process.execPath, [DAMAGE, folder, kind], { stdio: 'ignore' });
  return folder;
}

describe('a run whose file something else changed', () => {
  const kinds = [
    [
      'test-score',
      /^E_STORE event \d+ of the log was changed: it does not follow from event \d+\n {2}hint: /m,
    ],
    ['note', /^E_STORE event \d+ of the log was changed/m],
    ['baseline', /^E_STORE event \d+ of the log was changed/m],
    ['clock+1d', /^E_STORE event 8 of the log was changed/m],
    [
      'drop-texts',
      /^E_STORE event \d+ refers to the text [0-9a-f]{64}, which is missing\n {2}hint: /m,
    ],
    ['drop-table', /^E_STORE .*run\.db has no table "blobs"\n {2}hint: .*restore/m],
    ['flip:100:3', /^E_STORE /m],
  ] as const;

  test.for(kinds)('by %s is refused by every command that reads it', async ([kind, message]) => {
    const folder = await damaged(kind);
    for (const command of COMMANDS) {
      const { code, out, err } = await cli([command, folder]);
      expect([command, code, out]).toEqual([command, 1, '']);
      expect(err).toMatch(message);
    }
  });

  test('by cutting its end says where it ends, and goes on from there', async () => {
    const folder = await damaged('cut-tail');
    const sentence = /interrupted at event \d+ \(nothing vouches for what followed\)/;
    expect((await cli(['show', folder])).out).toMatch(sentence);
    expect((await cli(['replay', folder])).out).toMatch(sentence);
    const page = await readFile((await cli(['report', folder])).out, 'utf8');
    expect(page).toMatch(sentence);
    expect((await cli(['resume', folder])).code).toBe(0);
    expect((await cli(['replay', folder])).out).toMatch(/^end {6}finished$/m);
  });
});

/** Changes bodies of events as the owner of a file can: every link is computed again. */
async function forged(change: (body: string, type: string) => string): Promise<string> {
  const folder = path.join(workplace.folder, `copy-${(copies += 1)}`);
  await cp(finished, folder, { recursive: true });
  const database = new Database(path.join(folder, 'run.db'));
  const rows = database.prepare<[], ChainedRow>('SELECT * FROM events ORDER BY sequence').all();
  const write = database.prepare('UPDATE events SET body = ?, chain = ? WHERE sequence = ?');
  let head = EMPTY_HEAD;
  for (const row of rows) {
    const named = row.body.replace(/"head":"[0-9a-f]+"/, `"head":"${head}"`);
    const body = change(named, row.type);
    head = headAfter(head, { ...row, body });
    write.run(body, Buffer.from(head, 'hex'), row.sequence);
  }
  database.close();
  return folder;
}

describe('replay --measure', () => {
  test('measures the references, the best and the finalists of an honest log the same', async () => {
    const { code, out } = await cli(['replay', finished, '--measure']);
    expect(code).toBe(0);
    expect(out).toMatch(/^same {7}seed:[\w-]+, train: fitness /m);
    expect(out).toMatch(/^same {7}p\d+, test: fitness /m);
    expect(out).not.toContain('DIFFERENT');
    const [, same, all] = /^measured (\d+) of (\d+) results the same$/m.exec(out) ?? [];
    expect([same, Number(all) > 8]).toEqual([all, true]);
  }, 60_000);

  test('finds the score that the owner of the file forged, which nothing else can', async () => {
    const folder = await forged((body, type) =>
      type === 'test-measured' && body.includes('"id":"p')
        ? body.replace(/"fitness":(-?[\d.]+)/, (_, score) => `"fitness":${Number(score) * 0.9}`)
        : body,
    );
    for (const command of ['show', 'replay'] as const) {
      expect((await cli([command, folder])).code).toBe(0);
    }
    const { code, out, err } = await cli(['replay', folder, '--measure']);
    expect(code).toBe(1);
    expect(out).toMatch(/^DIFFERENT {2}p\d+, test: fitness \S+ in the log, now fitness /m);
    expect(err).toMatch(
      /^E_STORE \d+ of \d+ results of the log are not what is measured now\n {2}hint/,
    );
    const { code: again, out: json } = await cli(['replay', folder, '--measure', '--json']);
    expect([again, JSON.parse(json)]).toMatchObject([1, { status: 'different' }]);
  }, 120_000);
});

test('replay reads every text, those that nothing shows too', async () => {
  const { code, out } = await cli(['replay', finished]);
  expect(code).toBe(0);
  expect(out).toMatch(/^texts {4}\d+, each as its hash says$/m);
  const head = /^chain {4}([0-9a-f]{64})$/m.exec(out)?.[1];
  expect(JSON.parse((await cli(['show', finished, '--json'])).out)).toMatchObject({ head });
});

test('show, report and explain run no code of the problem, which replay does', async () => {
  const problem = path.join(workplace.problem, 'problem.ts');
  const text = await readFile(problem, 'utf8');
  const mark = path.join(workplace.folder, 'was-run');
  const effect = `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(mark)}, '');\n`;
  await writeFile(problem, `${effect}${text}`);
  try {
    // Each in a process of its own: here the module has been loaded before.
    for (const command of [['show'], ['show', '--json'], ['report'], ['explain']]) {
      const [name = '', ...flags] = command;
      const subject = name === 'explain' ? ['best'] : [];
      const { code } = await adrs(name, finished, ...subject, ...flags);
      expect([command, code, existsSync(mark)]).toEqual([command, 0, false]);
    }
    expect((await adrs('replay', finished)).code).toBe(0);
    expect(existsSync(mark)).toBe(true);
  } finally {
    await writeFile(problem, text);
  }
});

test('the help says what loads code of others, and what loads none', async () => {
  const { out } = await cli(['--help']);
  expect(out).toMatch(/run, resume, replay, eval, .* load the code of a problem and of plug-ins/);
  expect(out).toMatch(/show, .*report, explain .* read the logs of runs and load nothing else/);
});

test('a copy without the write-ahead log of a run that was killed is told from a whole one', async () => {
  const folder = await damaged('cut-tail');
  for (const rest of ['run.db-wal', 'run.db-shm'])
    await rm(path.join(folder, rest), { force: true });
  expect((await cli(['show', folder])).err).toContain('there is no run.db-wal next to run.db');

  const empty = path.join(workplace.folder, 'empty');
  await mkdir(empty);
  await writeFile(path.join(empty, 'run.db'), '');
  for (const command of COMMANDS) {
    const { code, err } = await cli([command, empty]);
    expect([command, code]).toEqual([command, 1]);
    expect(err).toMatch(/^E_STORE .* is not the log of a run\n {2}hint: .*run\.db-wal/);
  }
  await rename(path.join(empty, 'run.db'), path.join(empty, 'old.db'));
  await mkdir(path.join(empty, 'run.db'));
  expect((await cli(['show', empty])).err).toMatch(/^E_STORE .*run\.db is no ordinary file/);
});
