import { expect, test } from 'vitest';
import { createTextCheck, textsOf } from '../../src/core/event-texts.ts';
import { everyRunEvent } from '../../src/testing/run-events.ts';

/** Digests that are no address of a text. */
const NO_TEXTS = new Set(['normalHash', 'problemHash']);

test('every member of an event that is called a hash is the address of a text, but for two', () => {
  for (const event of everyRunEvent()) {
    const named = Object.entries(event).flatMap(([name, value]) =>
      name.endsWith('Hash') && !NO_TEXTS.has(name) && value !== undefined ? [value] : [],
    );
    expect([event.type, textsOf(event).toSorted()]).toEqual([event.type, named.toSorted()]);
  }
});

test('the first text that is missing is named with its event', () => {
  const event = everyRunEvent().find(({ type }) => type === 'best-exported');
  if (event === undefined) throw new Error('an event with two texts');
  const [first = '', second = ''] = textsOf(event);
  const logged = { sequence: 7, at: 0, elapsedMs: 0, event };
  const checkAgainst = (hashes: readonly string[], later: readonly string[]): void =>
    createTextCheck({ hashes: () => hashes, has: (hash) => later.includes(hash) })(logged);
  checkAgainst([first, second], []);
  checkAgainst([first], [second]);
  expect(() => checkAgainst([], [first])).toThrow(
    `event 7 refers to the text ${second}, which is missing`,
  );
});
