import { describe, expect, test } from 'vitest';
import { StoreError } from '../core/errors.ts';
import type { LoggedEvent, Store } from '../core/store.ts';
import { hashText } from '../core/hash.ts';
import { everyRunEvent, programAdded, readAll } from './run-events.ts';

/** The laws of a `Store`. `open` makes an empty one for each test; the tests close it. */
export function describeStore(name: string, open: () => Store | Promise<Store>): void {
  describe(`${name} is a store`, () => {
    // oxlint-disable-next-line vitest/expect-expect -- each law holds its own assertions
    test.for([...readingLaws, ...textLaws, ...refusalLaws])('%s', async ([, check]) => {
      const store = await open();
      try {
        await check(store);
      } finally {
        await store.close();
      }
    });
  });
}

type Law = readonly [law: string, check: (store: Store) => Promise<void>];

const readingLaws: readonly Law[] = [
  [
    'an empty log has no event',
    async (store) => {
      expect(await readAll(store)).toEqual([]);
    },
  ],

  [
    'every kind of event comes back as it was, numbered from 1',
    async (store) => {
      const before = Date.now();
      await store.append(everyRunEvent());
      const logged = await readAll(store);
      expect(eventsOf(logged)).toEqual(everyRunEvent());
      expect(numbersOf(logged)).toEqual(everyRunEvent().map((_, index) => index + 1));
      expect(logged.every(({ at }) => at >= before && at <= Date.now())).toBe(true);
    },
  ],

  [
    'appends made together keep the order in which they were made',
    async (store) => {
      const counts = Array.from({ length: 450 }, (_, index) => index);
      await Promise.all(
        counts.map((programs) => store.append([{ type: 'run-resumed', programs }])),
      );
      const logged = await readAll(store);
      expect(eventsOf(logged)).toEqual(
        counts.map((programs) => ({ type: 'run-resumed', programs })),
      );
      expect(numbersOf(logged)).toEqual(counts.map((programs) => programs + 1));
    },
  ],

  [
    'reading from a number gives what came after it',
    async (store) => {
      await store.append([programAdded(0), programAdded(1), programAdded(2)]);
      expect(numbersOf(await readAll(store, 1))).toEqual([2, 3]);
      expect(await readAll(store, 3)).toEqual([]);
    },
  ],

  [
    'what is appended while the log is read does not disturb the reader',
    async (store) => {
      await store.append(Array.from({ length: 600 }, (_, index) => programAdded(index)));
      const seen: number[] = [];
      for await (const { sequence } of store.read()) {
        seen.push(sequence);
        if (sequence === 300) await store.append([programAdded(600)]);
      }
      expect(seen.slice(0, 600)).toEqual(Array.from({ length: 600 }, (_, index) => index + 1));
      expect(numbersOf(await readAll(store, 600))).toEqual([601]);
    },
  ],

  [
    'changing an event after its append does not change the log',
    async (store) => {
      const parents = ['p1'];
      const appended = store.append([programAdded(5, { parents })]);
      parents.push('p2');
      await appended;
      expect(eventsOf(await readAll(store))).toMatchObject([{ parents: ['p1'] }]);
    },
  ],
];

const textLaws: readonly Law[] = [
  [
    'a text is found under its hash and nothing under another',
    async (store) => {
      const texts = ['', 'const a = 1;\n', 'ünï\u0000code \u{1F552}', 'x'.repeat(100_000)];
      await store.append([programAdded(0)], texts);
      expect(texts.map((text) => store.blob(hashText(text)))).toEqual(texts);
      expect(store.blob(hashText('never stored'))).toBeUndefined();
    },
  ],

  [
    'a text may be stored again and again, and without an event',
    async (store) => {
      await store.append([], ['same', 'same']);
      await Promise.all([store.append([], ['same']), store.append([programAdded(0)], ['same'])]);
      expect(store.blob(hashText('same'))).toBe('same');
      expect(numbersOf(await readAll(store))).toEqual([1]);
    },
  ],

  [
    'events and texts can be read as soon as append has been called',
    async (store) => {
      const appended = store.append([programAdded(0)], ['early']);
      expect(store.blob(hashText('early'))).toBe('early');
      expect(numbersOf(await readAll(store))).toEqual([1]);
      await appended;
    },
  ],
];

const refusalLaws: readonly Law[] = [
  [
    'a number that JSON cannot carry is refused and nothing is recorded',
    async (store) => {
      const bad = programAdded(1, { features: [Number.NaN] });
      await expect(store.append([programAdded(0), bad])).rejects.toThrow(StoreError);
      await store.append([programAdded(0)]);
      expect(numbersOf(await readAll(store))).toEqual([1]);
    },
  ],

  [
    'a closed store refuses everything but another close',
    async (store) => {
      await store.append([programAdded(0)]);
      await store.close();
      await store.close();
      await expect(store.append([programAdded(1)])).rejects.toThrow(StoreError);
      await expect(readAll(store)).rejects.toThrow(StoreError);
      expect(() => store.blob(hashText('any'))).toThrow(StoreError);
    },
  ],

  [
    'closing writes what is waiting',
    async (store) => {
      const appended = [0, 1, 2].map((ordinal) => store.append([programAdded(ordinal)]));
      await store.close();
      await expect(Promise.all(appended)).resolves.toHaveLength(3);
    },
  ],
];

function eventsOf(logged: readonly LoggedEvent[]): readonly unknown[] {
  return logged.map(({ event }) => event);
}

function numbersOf(logged: readonly LoggedEvent[]): readonly number[] {
  return logged.map(({ sequence }) => sequence);
}
