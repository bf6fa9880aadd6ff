import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { StoreError } from '../../src/core/errors.ts';
import { createGroupCommit } from '../../src/store/group-commit.ts';

interface Numbered {
  readonly size: number;
  readonly id: number;
}

const entry = (id: number, size = 1): Numbered => ({ id, size });

describe('group commit', () => {
  test('what is pushed in one turn is committed together, in order, and then acknowledged', async () => {
    const batches: number[][] = [];
    const acknowledged: number[] = [];
    const group = createGroupCommit<Numbered>((entries) => {
      expect(acknowledged).toEqual([]);
      batches.push(entries.map(({ id }) => id));
    }, 100);
    const pushed = [1, 2, 3].map((id) => group.push(entry(id)).then(() => acknowledged.push(id)));
    expect(group.waiting().map(({ id }) => id)).toEqual([1, 2, 3]);
    await Promise.all(pushed);
    expect(batches).toEqual([[1, 2, 3]]);
    expect(acknowledged).toEqual([1, 2, 3]);
    expect(group.waiting()).toEqual([]);
  });

  test('one turn of the event loop is all that a lone push waits', async () => {
    const batches: number[][] = [];
    const group = createGroupCommit<Numbered>((entries) => {
      batches.push(entries.map(({ id }) => id));
    }, 100);
    for (const id of [1, 2]) {
      const pushed = group.push(entry(id));
      await turn();
      expect(batches).toHaveLength(id);
      await pushed;
    }
  });

  test('as many rows as the limit are committed at once', async () => {
    const batches: number[][] = [];
    const group = createGroupCommit<Numbered>((entries) => {
      batches.push(entries.map(({ id }) => id));
    }, 5);
    const pushed = [entry(1, 2), entry(2, 2), entry(3, 2), entry(4, 9), entry(5)].map((each) =>
      group.push(each),
    );
    expect(batches).toEqual([[1, 2, 3], [4]]);
    await Promise.all(pushed);
    expect(batches).toEqual([[1, 2, 3], [4], [5]]);
  });

  test('a failed commit rejects all that shared it and everything after it', async () => {
    let attempts = 0;
    const group = createGroupCommit<Numbered>(() => {
      attempts += 1;
      if (attempts === 2) throw new StoreError('the disk is full');
    }, 100);
    await group.push(entry(1));
    const outcomes = await Promise.allSettled([group.push(entry(2)), group.push(entry(3))]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(group.push(entry(4))).rejects.toThrow(
      'nothing more is recorded since a write failed: the disk is full',
    );
    group.flush();
    await turn();
    expect(attempts).toBe(2);
  });
});
