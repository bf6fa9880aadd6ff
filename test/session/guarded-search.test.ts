import { expect, test } from 'vitest';
import { createTopArchive } from '../../src/archive/top-archive.ts';
import { PluginError } from '../../src/core/errors.ts';
import { createRng } from '../../src/core/rng.ts';
import type { Search } from '../../src/core/search.ts';
import { createTopSearch } from '../../src/search/pool-search.ts';
import { guardedSearch } from '../../src/session/guarded-search.ts';
import { individual } from '../../src/testing/index.ts';

const FILE = '/far/my-search.ts';
const top = (): Search =>
  createTopSearch({ createArchive: () => createTopArchive({ size: 4 }), inspirations: 1 });

function use(search: Search): unknown {
  const update = search.tell(individual({ id: 'p0', fitness: 1 }));
  return { update, selection: search.ask(1, createRng(1)), elites: search.elites() };
}

test('a search from outside works as without its guard', () => {
  expect(use(guardedSearch(top(), FILE))).toEqual(use(top()));
});

function fail(): never {
  throw new TypeError('boom');
}

test.each([
  ['ask that throws', { ask: fail }, /my-search\.ts: "ask" threw: boom/],
  ['tell that throws', { tell: fail }, /my-search\.ts: "tell" threw: boom/],
  ['elites that throw', { elites: fail }, /my-search\.ts: "elites" threw: boom/],
  ['a bare placement', { tell: () => 'new' }, /"tell" answered no ArchiveUpdate/],
  [
    'a selection of a program that it was not told',
    { ask: () => ({ island: 0, parent: 'p999', inspirations: [] }) },
    /"ask" selected p999, which it was not told/,
  ],
])('a failure of a search from outside names it: %s', (_what, changes, says) => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- types do not reach a plug-in in JavaScript
  const search = guardedSearch({ ...top(), ...changes } as Search, FILE);
  expect(() => use(search)).toThrow(PluginError);
  expect(() => use(search)).toThrow(says);
});
