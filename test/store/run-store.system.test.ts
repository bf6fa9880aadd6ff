import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { StoreError } from '../../src/core/errors.ts';
import type { LoggedEvent } from '../../src/core/store.ts';
import { hashOf, hashText } from '../../src/core/hash.ts';
import { openRunStore } from '../../src/store/run-store.ts';
import { programAdded, readAll } from '../../src/testing/run-events.ts';
import { until } from '../cli/processes.ts';
import { temporaryFolder } from './folders.ts';
import { hasProgram, mounted, runFixture, startWriter } from './processes.ts';

async function logOf(folder: string, from?: number): Promise<readonly LoggedEvent[]> {
  const store = openRunStore(folder, { mode: 'read' });
  const logged = await readAll(store, from);
  await store.close();
  return logged;
}

function ordinalsOf(logged: readonly LoggedEvent[]): readonly number[] {
  return logged.map(({ event }) => ('ordinal' in event ? event.ordinal : -1));
}

function upTo(count: number, from = 0): readonly number[] {
  return Array.from({ length: count }, (_, index) => from + index);
}

/** Says so where it cannot be overlooked when a law cannot be checked on this machine. */
function skipLoudly(skip: (why: string) => void, why: string): void {
  process.stderr.write(`\nNOT CHECKED on this machine: ${why}\n`);
  skip(why);
}

describe('kill -9', () => {
  test('at 26 moments loses no acknowledged append and tears none', async () => {
    const folder = path.join(temporaryFolder(), 'run');
    let written = 0;
    let acknowledgedInAll = 0;
    for (let round = 0; round < 26; round += 1) {
      const writer = startWriter(folder, round === 0 ? 'create' : 'resume', written);
      await writer.opened;
      // By time, which may be before the first append, and by what has been acknowledged, in turns.
      if (round % 2 === 0) await sleep((round * 37) % 110);
      else await until(() => writer.acknowledged() >= written + 3 * round, 'acknowledged appends');
      await writer.kill();

      const added = await logOf(folder, written);
      expect(added.map(({ sequence }) => sequence)).toEqual(upTo(added.length, written + 1));
      expect(ordinalsOf(added)).toEqual(upTo(added.length, written));
      expect(written + added.length).toBeGreaterThan(writer.acknowledged());
      acknowledgedInAll += Math.max(0, writer.acknowledged() + 1 - written);
      written += added.length;
    }
    expect(acknowledgedInAll).toBeGreaterThan(300);

    expect(ordinalsOf(await logOf(folder))).toEqual(upTo(written));
    const store = openRunStore(folder, { mode: 'resume' });
    const texts = upTo(written).map((ordinal) => `text ${ordinal}`.repeat(200));
    expect(texts.filter((text) => store.blob(hashText(text)) !== text)).toEqual([]);
    await store.close();
    const database = new Database(path.join(folder, 'run.db'), { readonly: true });
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
    database.close();
  });

  test('while a run is being made leaves a run, or a folder that says it is none', async () => {
    for (const delayMs of [50, 100, 130, 160, 190, 220]) {
      const folder = path.join(temporaryFolder(), 'run');
      const writer = startWriter(folder, 'create');
      await sleep(delayMs);
      await writer.kill();
      const outcome = await logOf(folder).then(
        (logged) => logged.length > writer.acknowledged(),
        (error: unknown) => error instanceof StoreError && writer.acknowledged() === -1,
      );
      expect(outcome).toBe(true);
    }
  });
});

describe('two processes', () => {
  test('a second writer gets the name of the first, and gets the run as soon as that one is dead', async () => {
    const folder = path.join(temporaryFolder(), 'run');
    const writer = startWriter(folder, 'create');
    await writer.opened;
    expect(() => openRunStore(folder, { mode: 'resume' })).toThrow(
      expect.objectContaining({
        code: 'E_STORE',
        message: expect.stringMatching(
          new RegExp(`^another process \\(pid ${writer.pid} on .+\\) is writing the run in `),
        ),
        hint: expect.stringContaining('wait until it ends'),
      }),
    );
    await writer.kill();
    const before = (await logOf(folder)).length;
    const store = openRunStore(folder, { mode: 'resume' });
    expect(() => openRunStore(folder, { mode: 'resume' })).toThrow(`pid ${process.pid} on`);
    await store.append([programAdded(before)]);
    await store.close();
    expect(ordinalsOf(await logOf(folder))).toEqual(upTo(before + 1));
  });

  test('readers follow a writer without ever seeing a gap, and without stopping it', async () => {
    const folder = path.join(temporaryFolder(), 'run');
    const writer = startWriter(folder, 'create');
    await writer.opened;
    const store = openRunStore(folder, { mode: 'read' });
    const seen: number[] = [];
    for (let pass = 0; seen.length < 400; pass += 1) {
      const safe = writer.acknowledged();
      seen.push(...ordinalsOf(await readAll(store, seen.length)));
      expect(seen.length).toBeGreaterThan(safe);
      expect(pass).toBeLessThan(2000);
      await sleep(5);
    }
    const acknowledged = writer.acknowledged();
    await expect
      .poll(() => writer.acknowledged(), { timeout: 20_000 })
      .toBeGreaterThan(acknowledged);
    await store.close();
    await writer.kill();
    expect(seen).toEqual(upTo(seen.length));
  });
});

/** Report of `fixtures/full-disk.ts` on a disk that ends, and the number of acknowledged appends before. */
function fillDisk(
  disk: string,
  before: readonly string[],
): readonly [told: unknown, acknowledged: number] {
  const args = [path.join(disk, 'run'), path.join(disk, 'ballast')];
  const { stdout, stderr } = runFixture('fill', args, before);
  expect(stderr).toBe('');
  return [JSON.parse(stdout), Number(/"acknowledged":(\d+)/.exec(stdout)?.[1])];
}

function nothingLost(acknowledged: number, code: string): object {
  return {
    acknowledged,
    failure: {
      message: expect.stringMatching(new RegExp(`^cannot write .*run\\.db: .*\\(${code}\\)$`)),
      hint: expect.stringContaining('everything recorded before is kept'),
    },
    refusal: expect.stringMatching(/^nothing more is recorded since a write failed: cannot write/),
    readable: acknowledged,
    readableWhileFull: acknowledged,
    readableAfter: acknowledged + 1,
  };
}

describe('a disk that is', () => {
  test('full loses nothing, is named, and the run goes on once there is space', ({ skip }) => {
    const disk = temporaryFolder();
    const tmpfs = mounted('mount -t tmpfs -o size=2m tmpfs "$0"', disk);
    if (tmpfs === undefined) {
      skipLoudly(skip, 'a full disk: no tmpfs can be mounted');
      return;
    }
    const [told, acknowledged] = fillDisk(disk, tmpfs);
    expect(told).toEqual(nothingLost(acknowledged, 'SQLITE_FULL'));
    expect(acknowledged).toBeGreaterThan(20);
  });

  test('limited in the size of files loses nothing either', ({ skip }) => {
    if (!hasProgram('prlimit')) {
      skipLoudly(skip, 'a limit on file size: there is no prlimit');
      return;
    }
    const [told, acknowledged] = fillDisk(temporaryFolder(), ['prlimit', '--fsize=1500000']);
    expect(told).toEqual(nothingLost(acknowledged, 'SQLITE_IOERR_WRITE'));
    expect(acknowledged).toBeGreaterThan(20);
  });

  test('full from the start leaves no half-made run behind', ({ skip }) => {
    const disk = temporaryFolder();
    const tmpfs = mounted('mount -t tmpfs -o size=16k tmpfs "$0" && mkdir "$0/run"', disk);
    if (tmpfs === undefined) {
      skipLoudly(skip, 'a disk that is full from the start: no tmpfs can be mounted');
      return;
    }
    const run = path.join(disk, 'run');
    const thenList = ['sh', '-c', '"$@"; ls -A "$0"', run];
    const { stdout, stderr } = runFixture('write', [run, 'create', '0'], [...tmpfs, ...thenList]);
    expect(stderr).toMatch(/StoreError: cannot .*the disk/);
    expect(stdout).toBe('');
  });

  test('read-only lets a run be read, cleanly closed or killed, and refuses to write', async ({
    skip,
  }) => {
    const disk = temporaryFolder();
    const readOnly = mounted('mount --bind "$0" "$0" && mount -o remount,bind,ro "$0"', disk);
    if (readOnly === undefined) {
      skipLoudly(skip, 'a read-only disk: nothing can be mounted');
      return;
    }
    const [clean, killed] = [path.join(disk, 'clean'), path.join(disk, 'killed')];
    mkdirSync(clean);
    const store = openRunStore(clean, { mode: 'create' });
    await store.append(upTo(700).map((ordinal) => programAdded(ordinal)));
    // State after a kill: the last events are in the write-ahead log alone.
    cpSync(clean, killed, { recursive: true });
    rmSync(path.join(killed, 'run.db-shm'));
    await store.close();
    for (const folder of [clean, killed]) {
      expect(runFixture('read', [folder], readOnly)).toMatchObject({
        stdout: '700',
        stderr: '',
      });
    }
    const refused = runFixture('write', [clean, 'resume', '700'], readOnly);
    expect(refused.stderr).toContain('this user may not read or write there');
    expect(ordinalsOf(await logOf(clean))).toEqual(upTo(700));
  });

  test('full lets a killed run be read where SQLite has no room for its index', async ({
    skip,
  }) => {
    const source = temporaryFolder();
    const store = openRunStore(path.join(source, 'live'), { mode: 'create' });
    await store.append(upTo(100).map((ordinal) => programAdded(ordinal)));
    cpSync(path.join(source, 'live'), path.join(source, 'killed'), { recursive: true });
    rmSync(path.join(source, 'killed', 'run.db-shm'));
    await store.close();
    const disk = temporaryFolder();
    writeFileSync(
      path.join(source, 'fill.sh'),
      'mount -t tmpfs -o size=2m tmpfs "$1" && cp -r "$2" "$1/run" && (cat /dev/zero > "$1/ballast" || true) 2> /dev/null',
    );
    const full = mounted(`sh "${source}/fill.sh" "$0" "${source}/killed"`, disk);
    if (full === undefined) {
      skipLoudly(skip, 'reading on a full disk: no tmpfs can be mounted');
      return;
    }
    expect(runFixture('read', [path.join(disk, 'run')], full)).toMatchObject({
      stdout: '100',
      stderr: '',
    });
  });
});

test('a text of 10 MB and an event as long survive', async () => {
  const folder = temporaryFolder();
  const huge = upTo(140_000)
    .map((line) => `line ${line} ${hashText(`${line}`)}`)
    .join('\n');
  const long = programAdded(0, { note: huge });
  const store = openRunStore(folder, { mode: 'create' });
  await store.append([long], [huge]);
  await store.close();
  const reader = openRunStore(folder, { mode: 'read' });
  expect(huge.length).toBeGreaterThan(10_000_000);
  expect(reader.blob(hashText(huge)) === huge).toBe(true);
  const [logged] = await readAll(reader);
  expect(hashOf(logged?.event)).toBe(hashOf(long));
  await reader.close();
});
