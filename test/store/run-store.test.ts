import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { StoreError } from '../../src/core/errors.ts';
import type { Store } from '../../src/core/store.ts';
import { hashText } from '../../src/core/hash.ts';
import { openRunStore } from '../../src/store/run-store.ts';
import type { StoreMode } from '../../src/store/run-store.ts';
import { programAdded, readAll, runStarted } from '../../src/testing/run-events.ts';
import { describeStore } from '../../src/testing/store-contract.ts';
import { temporaryFolder } from './folders.ts';

describeStore('a new run in a folder', () =>
  openRunStore(path.join(temporaryFolder(), 'run'), { mode: 'create' }),
);

describeStore('a resumed run', async () => {
  const folder = temporaryFolder();
  await openRunStore(folder, { mode: 'create' }).close();
  return openRunStore(folder, { mode: 'resume' });
});

/** A closed run with `programs` candidates and their texts. */
async function finishedRun(programs: number): Promise<string> {
  const folder = temporaryFolder();
  const store = openRunStore(folder, { mode: 'create' });
  const ordinals = Array.from({ length: programs }, (_, index) => index);
  await store.append(
    ordinals.map((ordinal) => programAdded(ordinal)),
    ordinals.map(textOf),
  );
  await store.close();
  return folder;
}

function textOf(ordinal: number): string {
  return `export const answer = ${ordinal};\n`.repeat(50);
}

function failureOf(work: () => unknown): StoreError {
  try {
    work();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

async function numbersIn(store: Store, from?: number): Promise<number[]> {
  return (await readAll(store, from)).map(({ sequence }) => sequence);
}

/** Changes a run's file behind the store's back. */
function tamper(folder: string, sql: string): void {
  const database = new Database(path.join(folder, 'run.db'));
  database.exec(sql);
  database.close();
}

describe('reopening', () => {
  test('numbers go on where they ended, also after a failed append', async () => {
    const folder = await finishedRun(3);
    const store = openRunStore(folder, { mode: 'resume' });
    await expect(store.append([programAdded(3, { fitness: Infinity })])).rejects.toThrow(
      StoreError,
    );
    await store.append([programAdded(3)]);
    await store.close();
    const reader = openRunStore(folder, { mode: 'read' });
    expect(await numbersIn(reader)).toEqual([1, 2, 3, 4]);
    expect(reader.blob(hashText(textOf(2)))).toBe(textOf(2));
    await reader.close();
  });

  test('a run with an empty log can be read and resumed', async () => {
    const folder = await finishedRun(0);
    const reader = openRunStore(folder, { mode: 'read' });
    expect(await numbersIn(reader)).toEqual([]);
    await reader.close();
    const store = openRunStore(folder, { mode: 'resume' });
    await store.append([runStarted()]);
    expect(await numbersIn(store)).toEqual([1]);
    await store.close();
  });

  test('members that no event declares are left out', async () => {
    const folder = await finishedRun(0);
    const store = openRunStore(folder, { mode: 'resume' });
    const event = { ...programAdded(0), secret: 'of a plugin' };
    await store.append([event]);
    const [logged] = await readAll(store);
    expect(logged?.event).toEqual(programAdded(0));
    await store.close();
  });
});

describe('reading', () => {
  test('a reader sees what a writer of the same run commits, and cannot write', async () => {
    const folder = await finishedRun(2);
    const writer = openRunStore(folder, { mode: 'resume' });
    const reader = openRunStore(folder, { mode: 'read' });
    expect(await numbersIn(reader)).toEqual([1, 2]);
    await writer.append([programAdded(2)], ['new']);
    expect(await numbersIn(reader, 2)).toEqual([3]);
    expect(reader.blob(hashText('new'))).toBe('new');
    await expect(reader.append([programAdded(3)])).rejects.toThrow('reading only');
    await reader.close();
    await writer.close();
  });

  test('a reader in the middle of a log does not keep the writer from closing cleanly', async () => {
    const folder = await finishedRun(1000);
    const reader = openRunStore(folder, { mode: 'read' });
    const reading = reader.read()[Symbol.asyncIterator]();
    await reading.next();
    const writer = openRunStore(folder, { mode: 'resume' });
    await writer.append([programAdded(1000)]);
    await writer.close();
    let count = 1;
    while ((await reading.next()).done !== true) count += 1;
    expect(count).toBe(1001);
    await reader.close();
  });
});

describe('bad folders and files', () => {
  const existing: readonly StoreMode[] = ['resume', 'read'];

  test.for(existing)('to %s a run that is not there names what is missing', (mode) => {
    const folder = temporaryFolder();
    const nowhere = failureOf(() => openRunStore(path.join(folder, 'none'), { mode }));
    expect(nowhere.message).toContain(`${path.join(folder, 'none')} does not exist`);
    expect(nowhere.hint).toContain('run.db');
    const empty = failureOf(() => openRunStore(folder, { mode }));
    expect(empty.message).toContain('run.db does not exist');
    expect(existsSync(path.join(folder, 'run.db'))).toBe(false);
  });

  test('a new run never touches a folder that holds something', async () => {
    const folder = await finishedRun(2);
    const failure = failureOf(() => openRunStore(folder, { mode: 'create' }));
    expect(failure.message).toContain('is not empty');
    expect(failure.hint).toContain('resume');
    const reader = openRunStore(folder, { mode: 'read' });
    expect(await numbersIn(reader)).toEqual([1, 2]);
    await reader.close();
  });

  test('a new run cannot be made under a file', () => {
    const file = path.join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    for (const folder of [file, path.join(file, 'run')]) {
      const failure = failureOf(() => openRunStore(folder, { mode: 'create' }));
      expect(failure.message).toContain('a part of the path is a file');
      expect(failure.hint).toContain('another folder');
    }
  });

  test.for(existing)('to %s garbage says that the file is damaged', (mode) => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'run.db');
    writeFileSync(file, 'this is no database '.repeat(500));
    const failure = failureOf(() => openRunStore(folder, { mode }));
    expect(failure.message).toContain('damaged or is no SQLite database');
    expect(failure.hint).toContain('copy');
    expect(readFileSync(file, 'utf8')).toBe('this is no database '.repeat(500));
  });

  test.for(existing)('to %s a truncated file says that it is damaged', async (mode) => {
    const folder = await finishedRun(200);
    truncateSync(path.join(folder, 'run.db'), 100_000);
    const failure = failureOf(() => openRunStore(folder, { mode }));
    expect(failure.message).toContain('damaged');
  });

  test.for(existing)('to %s a database of another program leaves it as it is', (mode) => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'run.db');
    tamper(folder, 'CREATE TABLE events (sequence INTEGER); PRAGMA application_id = 7');
    const before = readFileSync(file);
    const failure = failureOf(() => openRunStore(folder, { mode }));
    expect(failure.message).toContain('is not the log of a run');
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test.for(existing)('to %s an empty file says that it is no log', (mode) => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'run.db'), '');
    const failure = failureOf(() => openRunStore(folder, { mode }));
    expect(failure.message).toContain('is not the log of a run');
  });

  test.for(existing)('to %s what is no ordinary file never waits', async (mode) => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'run.db');
    mkdirSync(file);
    const failure = failureOf(() => openRunStore(folder, { mode }));
    expect(failure.message).toContain('run.db is no ordinary file');
    rmdirSync(file);
    execFileSync('mkfifo', [file]);
    expect(failureOf(() => openRunStore(folder, { mode })).message).toBe(failure.message);
    rmSync(file);
    const other = await finishedRun(1);
    symlinkSync(path.join(other, 'run.db'), file);
    await openRunStore(folder, { mode: 'read' }).close();
  });

  test.for(['meta', 'events', 'blobs'])('a file without its table %s is named', async (table) => {
    const folder = await finishedRun(2);
    tamper(folder, `DROP TABLE ${table}`);
    for (const mode of existing) {
      const failure = failureOf(() => openRunStore(folder, { mode }));
      expect(failure.message).toContain(`run.db has no table "${table}"`);
      expect(failure.hint).toContain('restore the folder of the run from a copy');
    }
  });

  test.for(existing)('to %s tables with other columns names the file', async (mode) => {
    const folder = await finishedRun(2);
    tamper(folder, 'ALTER TABLE events RENAME COLUMN body TO text');
    const failure = failureOf(() => openRunStore(folder, { mode }));
    expect(failure.message).toMatch(/run\.db: its tables are not those of a run \(SQLITE_ERROR\)$/);
  });

  test.for(existing)('to %s a newer schema names both versions', async (mode) => {
    const folder = await finishedRun(1);
    tamper(folder, "UPDATE meta SET value = '3' WHERE key = 'schema'");
    const failure = failureOf(() => openRunStore(folder, { mode }));
    expect(failure.message).toContain('has schema 3 and this version of adrs reads schemas 1 to 2');
  });

  test('a failed open leaves the run free for the next writer', async () => {
    const folder = await finishedRun(1);
    tamper(folder, "UPDATE meta SET value = '3' WHERE key = 'schema'");
    failureOf(() => openRunStore(folder, { mode: 'resume' }));
    tamper(folder, "UPDATE meta SET value = '2' WHERE key = 'schema'");
    const store = openRunStore(folder, { mode: 'resume' });
    expect(await numbersIn(store)).toEqual([1]);
    await store.close();
  });
});

describe('a log that something else changed', () => {
  const damages = [
    ['a missing event', 'DELETE FROM events WHERE sequence = 2', 'event 2 is missing'],
    [
      'a torn body',
      'UPDATE events SET body = \'{"type":\' WHERE sequence = 2',
      'event 2 of the log',
    ],
    ['an unknown type', 'UPDATE events SET body = \'{"type":"x"}\' WHERE sequence = 2', 'event 2'],
    [
      'a member of the wrong type',
      "UPDATE events SET body = json_set(body, '$.ordinal', 'one') WHERE sequence = 2",
      'event 2 of the log was changed',
    ],
  ] as const;

  test.for(damages)('%s is found when it is read', async ([, sql, message]) => {
    const folder = await finishedRun(3);
    tamper(folder, sql);
    const reader = openRunStore(folder, { mode: 'read' });
    const seen: number[] = [];
    const reading = (async () => {
      for await (const { sequence } of reader.read()) seen.push(sequence);
    })();
    await expect(reading).rejects.toThrow(StoreError);
    await expect(readAll(reader)).rejects.toThrow(message);
    expect(seen).toEqual([1]);
    await reader.close();
  });

  test('a changed text is never handed out', async () => {
    const folder = await finishedRun(2);
    const [first, second] = [hashText(textOf(0)), hashText(textOf(1))];
    tamper(
      folder,
      `UPDATE blobs SET zstd = (SELECT zstd FROM blobs WHERE hash = '${second}') WHERE hash = '${first}'`,
    );
    tamper(folder, `UPDATE blobs SET zstd = x'00' WHERE hash = '${second}'`);
    const reader = openRunStore(folder, { mode: 'read' });
    expect(failureOf(() => reader.blob(first)).message).toContain('another digest');
    expect(failureOf(() => reader.blob(second)).message).toContain('damaged');
    await reader.close();
  });
});
