import { copyFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test, vi } from 'vitest';
import { StoreError } from '../../src/core/errors.ts';
import type { LoggedEvent } from '../../src/core/store.ts';
import { EMPTY_HEAD, headAfter } from '../../src/store/chain.ts';
import { openRunStore } from '../../src/store/run-store.ts';
import { programAdded, readAll, runStarted } from '../../src/testing/run-events.ts';
import { temporaryFolder } from './folders.ts';

const row = { sequence: 1, at: 5, elapsed: 0, type: 'run-paused', ordinal: null, body: '{}' };

/** A run of a start, `programs` programs and an end with the head. */
async function endedRun(programs: number): Promise<string> {
  const folder = temporaryFolder();
  const store = openRunStore(folder, { mode: 'create' });
  await store.append([runStarted()]);
  for (let ordinal = 0; ordinal < programs; ordinal += 1) {
    await store.append([programAdded(ordinal)]);
  }
  await store.append([{ type: 'run-finished', reason: 'evaluations', head: store.head() }]);
  await store.close();
  return folder;
}

/** Changes a run's file behind the store's back. */
function tamper(folder: string, sql: string): void {
  const database = new Database(path.join(folder, 'run.db'));
  database.exec(sql);
  database.close();
}

async function logOf(folder: string, from?: number): Promise<readonly LoggedEvent[]> {
  const store = openRunStore(folder, { mode: 'read' });
  try {
    return await readAll(store, from);
  } finally {
    await store.close();
  }
}

/** The tables of a log that an earlier version of adrs wrote. */
const UNCHAINED = `ALTER TABLE events DROP COLUMN chain; ALTER TABLE events DROP COLUMN elapsed;
  UPDATE meta SET value = '1' WHERE key = 'schema'`;

describe('the head of a chain', () => {
  test('depends on every column of every row', () => {
    const changes = [
      { sequence: 2 },
      { at: 6 },
      { elapsed: 1 },
      { type: 'run-resumed' },
      { ordinal: 0 },
      { body: '{ }' },
    ];
    const heads = [row, ...changes.map((change) => ({ ...row, ...change }))].map((one) =>
      headAfter(EMPTY_HEAD, one),
    );
    expect(new Set([EMPTY_HEAD, ...heads]).size).toBe(heads.length + 1);
    expect(headAfter(heads[0] ?? '', row)).not.toBe(heads[0]);
  });

  test('is the same for the writer, for a reader, and in the event that ends the run', async () => {
    const folder = await endedRun(3);
    const reader = openRunStore(folder, { mode: 'read' });
    const heads: (string | undefined)[] = [];
    for await (const _ of reader.read()) heads.push(reader.head());
    expect(heads.every((head) => /^[0-9a-f]{64}$/.test(head ?? ''))).toBe(true);
    expect((await readAll(reader)).at(-1)?.event).toMatchObject({ head: heads.at(-2) });
    await reader.close();

    const writer = openRunStore(folder, { mode: 'resume' });
    expect(writer.head()).toBe(heads.at(-1));
    const appended = writer.append([programAdded(3)]);
    expect(writer.head()).not.toBe(heads.at(-1));
    await appended;
    const next = writer.head();
    await writer.close();
    const again = openRunStore(folder, { mode: 'read' });
    await readAll(again, 5);
    expect(again.head()).toBe(next);
    await again.close();
  });

  test('of appends made together is computed in their order', async () => {
    const folder = temporaryFolder();
    const store = openRunStore(folder, { mode: 'create' });
    const heads = await Promise.all(
      Array.from({ length: 450 }, async (_, ordinal) => {
        const appended = store.append([programAdded(ordinal)], [`text ${ordinal}`]);
        const head = store.head();
        await appended;
        return head;
      }),
    );
    await store.close();
    const reader = openRunStore(folder, { mode: 'read' });
    const read: (string | undefined)[] = [];
    for await (const _ of reader.read()) read.push(reader.head());
    expect(read).toEqual(heads);
    await reader.close();
  });
});

describe('a changed log', () => {
  const changes = [
    [
      'another body',
      "UPDATE events SET body = replace(body, 'genetic', 'tune') WHERE sequence = 4",
    ],
    ['a space in a body', "UPDATE events SET body = body || ' ' WHERE sequence = 4"],
    ['another time', 'UPDATE events SET at = at + 86400000 WHERE sequence = 4'],
    ['another work time', 'UPDATE events SET elapsed = elapsed + 1 WHERE sequence = 4'],
    ['another type', "UPDATE events SET type = 'run-paused' WHERE sequence = 4"],
    ['another ordinal', 'UPDATE events SET ordinal = NULL WHERE sequence = 4'],
    ['another link', "UPDATE events SET chain = x'00' WHERE sequence = 4"],
    [
      'an event twice',
      'UPDATE events SET (at, elapsed, type, ordinal, body, chain) = (SELECT at, elapsed, type, ordinal, body, chain FROM events WHERE sequence = 3) WHERE sequence = 4',
    ],
  ] as const;

  test.for(changes)('with %s is found at that event', async ([, sql]) => {
    const folder = await endedRun(5);
    tamper(folder, sql);
    await expect(logOf(folder)).rejects.toThrow(StoreError);
    await expect(logOf(folder)).rejects.toThrow(
      'event 4 of the log was changed: it does not follow from event 3',
    );
    await expect(logOf(folder, 3)).rejects.toThrow('event 4');
  });

  test('with an event put in or taken out is found at that event', async () => {
    const folder = await endedRun(5);
    tamper(
      folder,
      'DELETE FROM events WHERE sequence = 4; UPDATE events SET sequence = sequence - 1 WHERE sequence > 4',
    );
    await expect(logOf(folder)).rejects.toThrow('event 4 of the log was changed');
    tamper(folder, 'DELETE FROM events WHERE sequence = 2');
    await expect(logOf(folder)).rejects.toThrow('event 2 is missing');
  });

  test('whose last event names a head that is not its own is found', async () => {
    const folder = temporaryFolder();
    const store = openRunStore(folder, { mode: 'create' });
    await store.append([runStarted(), { type: 'run-paused', reason: 'x', head: EMPTY_HEAD }]);
    await store.close();
    await expect(logOf(folder)).rejects.toThrow('event 2 of the log names another head');
  });

  test('that was cut is read to where it ends', async () => {
    const folder = await endedRun(5);
    tamper(folder, 'DELETE FROM events WHERE sequence > 4');
    expect((await logOf(folder)).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
  });
});

describe('a log of an earlier version', () => {
  test('has no chain, is read, and is gone on with', async () => {
    const folder = await endedRun(3);
    tamper(folder, `UPDATE events SET body = json_remove(body, '$.head'); ${UNCHAINED}`);
    tamper(
      folder,
      'UPDATE events SET at = 1000 * sequence; UPDATE events SET at = 0 WHERE sequence = 5',
    );
    const store = openRunStore(folder, { mode: 'resume' });
    expect((await readAll(store)).map(({ elapsedMs }) => elapsedMs)).toEqual([
      0, 1000, 2000, 3000, 3000,
    ]);
    await store.append([{ type: 'run-resumed', programs: 3 }, programAdded(3)]);
    expect(store.head()).toBeUndefined();
    await store.close();
    const [resumed, added] = await logOf(folder, 5);
    expect([resumed?.sequence, resumed?.elapsedMs]).toEqual([6, 3000]);
    expect(added?.event).toEqual(programAdded(3));
  });

  test('has its members checked', async () => {
    const folder = await endedRun(3);
    tamper(
      folder,
      `${UNCHAINED}; UPDATE events SET body = json_set(body, '$.ordinal', 'one') WHERE sequence = 2`,
    );
    await expect(logOf(folder)).rejects.toThrow(/event 2 of the log cannot be read: ordinal/);
  });
});

test('work time goes on through every jump of the clock, and stands still in pauses', async () => {
  const folder = temporaryFolder();
  const wall = vi.spyOn(Date, 'now');
  try {
    const store = openRunStore(folder, { mode: 'create' });
    for (const [ordinal, at] of [1e12, 2e12, 5e11].entries()) {
      wall.mockReturnValue(at);
      await store.append([programAdded(ordinal)]);
    }
    await store.close();
    wall.mockReturnValue(3e12);
    const resumed = openRunStore(folder, { mode: 'resume' });
    await new Promise((resolve) => setTimeout(resolve, 60));
    await resumed.append([{ type: 'run-resumed', programs: 3 }]);
    await new Promise((resolve) => setTimeout(resolve, 60));
    await resumed.append([programAdded(3)]);
    await resumed.close();
  } finally {
    wall.mockRestore();
  }
  const times = (await logOf(folder)).map(({ elapsedMs }) => elapsedMs);
  expect(times.toSorted((a, b) => a - b)).toEqual(times);
  expect(times[3]).toBe(times[2]);
  expect((times[4] ?? 0) - (times[3] ?? 0)).toBeGreaterThanOrEqual(55);
  expect(times.at(-1)).toBeLessThan(60_000);
});

/** The number of events in the file alone after each of `appends`, by a clock that shows `msBetween` more at each look. */
async function eventsInFileAlone(appends: number, msBetween: number): Promise<readonly number[]> {
  let clock = 0;
  const shown = vi.spyOn(performance, 'now').mockImplementation(() => (clock += msBetween));
  try {
    const folder = temporaryFolder();
    const store = openRunStore(folder, { mode: 'create' });
    const counts: number[] = [];
    for (let ordinal = 0; ordinal < appends; ordinal += 1) {
      await store.append([programAdded(ordinal)], [`text ${ordinal}`]);
      const copy = temporaryFolder();
      copyFileSync(path.join(folder, 'run.db'), path.join(copy, 'run.db'));
      counts.push((await logOf(copy)).length);
      // Work, beside which a merge takes no time.
      clock += 100 * msBetween;
    }
    await store.close();
    return counts;
  } finally {
    shown.mockRestore();
  }
}

test('the file alone, copied while it is written, is a run, and soon at least half of it', async () => {
  const counts = await eventsInFileAlone(70, 10);
  expect(counts[0]).toBe(1);
  expect(counts.every((count, index) => count >= 1 && (index < 15 || 2 * count > index))).toBe(
    true,
  );
});
