import { describe, expect, test } from 'vitest';
import { createTopArchive } from '../../src/archive/top-archive.ts';
import type { Archive, Search, Selection } from '../../src/core/search.ts';
import { ConfigError } from '../../src/core/errors.ts';
import { createRng } from '../../src/core/rng.ts';
import {
  createBeamSearch,
  createBestOfNSearch,
  createTopSearch,
} from '../../src/search/pool-search.ts';
import { createRandomSearch } from '../../src/search/random-search.ts';
import { individual } from '../../src/testing/index.ts';

const options = {
  createArchive: (): Archive => createTopArchive({ size: 4 }),
  inspirations: 2,
};

function askAt(ordinal: number, search: Search): Selection {
  return search.ask(ordinal, createRng(ordinal));
}

/** Tells a founder for each fitness. */
function found(search: Search, values: readonly (number | null)[]): void {
  for (const [ordinal, fitness] of values.entries()) search.tell(individual({ ordinal, fitness }));
}

describe('a top search', () => {
  test('changes the best and shows the next ranks', () => {
    const search = createTopSearch(options);
    found(search, [-4, -1, null, -3, -2]);
    expect(askAt(5, search)).toEqual({ island: 0, parent: 'p1', inspirations: ['p4', 'p3'] });
    expect(search.elites().map(({ cell }) => cell)).toEqual(['1', '2', '3', '4']);
  });
});

describe('a beam search', () => {
  test('changes the programs of its beam in turn', () => {
    const search = createBeamSearch(options);
    found(search, [1, 2, 3, 4, 5]);
    const parents = [0, 1, 2, 3, 4].map((ordinal) => askAt(ordinal, search).parent);
    expect(parents).toEqual(['p4', 'p3', 'p2', 'p1', 'p4']);
  });
});

describe('a best-of-n search', () => {
  test('goes on from the best only after n children', () => {
    const search = createBestOfNSearch({ ...options, n: 3 });
    found(search, [1, 2]);
    const parents = [5, 9, null, 7, 3, 4].map((fitness, index) => {
      const ordinal = index + 2;
      const { parent } = askAt(ordinal, search);
      search.tell(individual({ ordinal, fitness, parents: parent === null ? [] : [parent] }));
      return parent;
    });
    expect(parents).toEqual(['p1', 'p1', 'p1', 'p3', 'p3', 'p3']);
  });

  test('keeps a parent that fell out of the archive until n children were told', () => {
    const search = createBestOfNSearch({ ...options, n: 6 });
    found(search, [0]);
    for (let ordinal = 1; ordinal < 6; ordinal += 1) {
      search.tell(individual({ ordinal, fitness: ordinal, parents: ['p0'] }));
    }
    expect(askAt(6, search)).toEqual({ island: 0, parent: 'p0', inspirations: ['p5', 'p4'] });
  });

  test.each([0, 2.5])('refuses n = %d', (n) => {
    expect(() => createBestOfNSearch({ ...options, n })).toThrow(ConfigError);
  });
});

describe('a random search', () => {
  test('among founders samples independently: no child ever becomes a parent', () => {
    const search = createRandomSearch({ ...options, parents: 'founders', reservoir: 9, seed: 1 });
    found(search, [1, null, -50]);
    for (let ordinal = 3; ordinal < 30; ordinal += 1) {
      search.tell(individual({ ordinal, fitness: 100, parents: ['p0'] }));
    }
    const parents = Array.from({ length: 200 }, (_, draw) => askAt(draw, search).parent);
    expect(new Set(parents)).toEqual(new Set(['p0', 'p2']));
    expect(search.elites()[0]?.fitness).toBe(100);
  });

  test('among all chooses old and new, fit and unfit equally often', () => {
    const counts = Array.from({ length: 10 }, () => 0);
    for (let seed = 0; seed < 300; seed += 1) {
      const search = createRandomSearch({ ...options, parents: 'all', reservoir: 10, seed });
      found(
        search,
        Array.from({ length: 500 }, (_, ordinal) => ordinal),
      );
      for (let draw = 0; draw < 10; draw += 1) {
        const { parent } = search.ask(0, createRng('draws').fork(10 * seed + draw));
        const decile = Math.floor(Number((parent ?? '').slice(1)) / 50);
        counts[decile] = (counts[decile] ?? 0) + 1;
      }
    }
    // Draws of one reservoir are not independent, so the spread is up to twice that of a multinomial.
    for (const count of counts) expect(Math.abs(count - 300)).toBeLessThan(4 * Math.sqrt(2 * 270));
  });
});
