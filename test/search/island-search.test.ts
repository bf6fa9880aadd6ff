import { describe, expect, test } from 'vitest';
import { createGridArchive } from '../../src/archive/grid-archive.ts';
import { createTopArchive } from '../../src/archive/top-archive.ts';
import type { Archive, Search, Selection } from '../../src/core/search.ts';
import { ConfigError } from '../../src/core/errors.ts';
import type { Individual } from '../../src/core/program.ts';
import { createRng } from '../../src/core/rng.ts';
import { createIslandSearch, type IslandSearchOptions } from '../../src/search/island-search.ts';
import { runSearch, individual } from '../../src/testing/index.ts';

const top = (): Archive => createTopArchive({ size: 8 });

function searchOf(options: Partial<IslandSearchOptions> = {}): Search {
  return createIslandSearch({
    islands: 3,
    createArchive: top,
    parentChoice: { type: 'uniform' },
    inspirations: 0,
    seed: 1,
    ...options,
  });
}

/** Ids on an island, best first. */
function idsOn(island: number, search: Search): string[] {
  return search.elites().flatMap((elite) => (elite.island === island ? [elite.id] : []));
}

function tellAll(search: Search, programs: readonly Partial<Individual>[]): void {
  for (const [ordinal, parts] of programs.entries()) search.tell(individual({ ordinal, ...parts }));
}

/** A child that stays on the given island. */
function child(island: number, fitness: number | null): Partial<Individual> {
  return { island, fitness, parents: ['none'] };
}

describe('founders of islands', () => {
  test('a single seed starts on every island', () => {
    const search = searchOf();
    tellAll(search, [{ fitness: 1 }]);
    expect([0, 1, 2].map((island) => idsOn(island, search))).toEqual([['p0'], ['p0'], ['p0']]);
  });

  test('as many seeds as islands start apart', () => {
    const search = searchOf();
    tellAll(search, [{ fitness: 9 }, { fitness: 1 }, { fitness: 5 }]);
    expect([0, 1, 2].map((island) => idsOn(island, search))).toEqual([['p0'], ['p1'], ['p2']]);
  });

  test('an island without a seed of its own gets all of them', () => {
    const search = searchOf();
    tellAll(search, [{ fitness: 1 }, { fitness: 2 }]);
    expect([0, 1, 2].map((island) => idsOn(island, search))).toEqual([
      ['p0'],
      ['p1'],
      ['p1', 'p0'],
    ]);
  });

  test('more seeds than islands take turns', () => {
    const search = searchOf({ islands: 2 });
    tellAll(search, [{ fitness: 4 }, { fitness: 3 }, { fitness: 2 }, { fitness: 1 }]);
    expect(idsOn(0, search)).toEqual(['p0', 'p2']);
    expect(idsOn(1, search)).toEqual(['p1', 'p3']);
  });

  test('a seed that fails leaves its island to the guests', () => {
    const search = searchOf();
    tellAll(search, [{ fitness: 4 }, { fitness: null }, { fitness: 2 }]);
    expect(idsOn(1, search)).toEqual(['p0', 'p2']);
  });

  test('a founder that comes late does not drive out the children of guests', () => {
    const search = searchOf();
    tellAll(search, [{ fitness: 4 }, child(1, 8), child(1, 3), { fitness: 9 }, { fitness: 1 }]);
    expect(idsOn(1, search)).toEqual(['p1', 'p0', 'p2', 'p4']);
  });
});

describe('asking islands', () => {
  test('islands take turns by ordinal and choose parents among their own', () => {
    const search = searchOf();
    tellAll(search, [{ fitness: 1 }, { fitness: 2 }, { fitness: 3 }, child(1, 7), child(2, 8)]);
    const own = [['p0'], ['p1', 'p3'], ['p2', 'p4']];
    for (let ordinal = 0; ordinal < 60; ordinal += 1) {
      const { island, parent } = search.ask(ordinal, createRng(ordinal));
      expect(island).toBe(ordinal % 3);
      expect(own[island]).toContain(parent);
    }
  });

  test('an empty island borrows a parent from the next one that has some', () => {
    const search = searchOf({ islands: 4 });
    tellAll(search, [child(2, 5)]);
    for (let ordinal = 0; ordinal < 4; ordinal += 1) {
      expect(search.ask(ordinal, createRng(0))).toEqual({
        island: ordinal,
        parent: 'p0',
        inspirations: [],
      });
    }
  });

  test('an elite is chosen the less the more children it had, failed ones too', () => {
    const search = searchOf({ islands: 1, parentChoice: { type: 'weighted' } });
    tellAll(search, [{ fitness: 1 }, { fitness: 1 }]);
    const shareOfFirst = (): number => {
      const picks = Array.from(
        { length: 4000 },
        (_, draw) => search.ask(0, createRng(draw)).parent,
      );
      return picks.filter((parent) => parent === 'p0').length / picks.length;
    };
    expect(Math.abs(shareOfFirst() - 1 / 2)).toBeLessThan(0.03);
    for (let ordinal = 2; ordinal < 5; ordinal += 1) {
      search.tell(individual({ ordinal, parents: ['p0', 'p1'], fitness: null }));
    }
    expect(Math.abs(shareOfFirst() - 1 / 5)).toBeLessThan(0.03);
    search.tell(individual({ ordinal: 5, parents: ['p1'], fitness: -1000 }));
    search.tell(individual({ ordinal: 6, parents: ['p5'], fitness: 1 }));
    // Weights 1/4, 1/2 and 1 of those of equal fitness: the count outlives a change of the elites.
    expect(Math.abs(shareOfFirst() - 1 / 7)).toBeLessThan(0.03);
  });

  test('draws parents as often whatever the unit and zero of fitness', () => {
    const parents = (fitness: (score: number) => number): Selection[] => {
      const search = searchOf({ parentChoice: { type: 'weighted' }, inspirations: 2 });
      return [...runSearch(search, { programs: 200, features: 0, fitness }).selections];
    };
    expect(parents((score) => 3.7 * score - 11.3)).toEqual(parents((score) => score));
  });
});

describe('inspirations', () => {
  const wide = (): Search =>
    searchOf({
      islands: 1,
      inspirations: 4,
      createArchive: () =>
        createGridArchive({ scales: [{ type: 'linear', bins: 50, range: [0, 50] }] }),
    });

  test('are the best and some from far cells', () => {
    const search = wide();
    // The best sit in the lowest cells, side by side.
    tellAll(
      search,
      Array.from({ length: 50 }, (_, bin) => ({ fitness: -bin, features: [bin + 0.5] })),
    );
    let reach = 0;
    for (let draw = 0; draw < 100; draw += 1) {
      const { parent, inspirations } = search.ask(0, createRng(draw));
      const bins = inspirations.map((id) => Number(id.slice(1)));
      expect(inspirations).toHaveLength(4);
      expect(bins.slice(0, 2)).toEqual([0, 1, 2].filter((bin) => `p${bin}` !== parent).slice(0, 2));
      const away = [0, Number((parent ?? 'p0').slice(1))];
      reach += Math.max(
        ...bins.map((bin) => Math.min(...away.map((other) => Math.abs(bin - other)))),
      );
    }
    // Two uniform draws would reach about 17 cells; of eight tries the farthest is taken.
    expect(reach / 100).toBeGreaterThan(22);
  });

  test('are all others when there are few, and none of a lonely parent', () => {
    const search = wide();
    tellAll(search, [{ fitness: 3, features: [1] }]);
    expect(search.ask(0, createRng(0)).inspirations).toEqual([]);
    search.tell(individual({ ordinal: 1, fitness: 5, features: [9] }));
    search.tell(individual({ ordinal: 2, fitness: 4, features: [5] }));
    const { parent, inspirations } = search.ask(0, createRng(0));
    expect([...inspirations]).toEqual(['p1', 'p2', 'p0'].filter((id) => id !== parent));
  });
});

describe('migration', () => {
  const told = (search: Search, first: number, count: number): void => {
    for (let ordinal = first; ordinal < first + count; ordinal += 1) {
      search.tell(individual({ ordinal, ...child(ordinal % 4, -ordinal) }));
    }
  };

  test('without it islands never mix', () => {
    const search = searchOf({ islands: 4 });
    told(search, 0, 400);
    for (const { id, island } of search.elites()) expect(Number(id.slice(1)) % 4).toBe(island);
  });

  test('carries the best around a ring, one island each time', () => {
    const search = searchOf({ islands: 4, migration: { topology: 'ring', every: 10, count: 1 } });
    search.tell(individual({ ordinal: 0, ...child(1, 100) }));
    const holders = (): number[] =>
      [0, 1, 2, 3].filter((island) => idsOn(island, search)[0] === 'p0');
    told(search, 1, 8);
    expect(holders()).toEqual([1]);
    told(search, 9, 1);
    expect(holders()).toEqual([1, 2]);
    told(search, 10, 10);
    expect(holders()).toEqual([1, 2, 3]);
    told(search, 20, 10);
    expect(holders()).toEqual([0, 1, 2, 3]);
  });

  test('goes through the centre of a star', () => {
    const search = searchOf({ islands: 4, migration: { topology: 'star', every: 10, count: 1 } });
    search.tell(individual({ ordinal: 0, ...child(2, 100) }));
    const holders = (): number[] =>
      [0, 1, 2, 3].filter((island) => idsOn(island, search)[0] === 'p0');
    told(search, 1, 9);
    expect(holders()).toEqual([0, 2]);
    told(search, 10, 10);
    expect(holders()).toEqual([0, 1, 2, 3]);
  });

  test('sends as many as it is told to, and failed programs count as told', () => {
    const search = searchOf({ islands: 2, migration: { topology: 'ring', every: 6, count: 3 } });
    tellAll(
      search,
      [5, 4, 3, 2, null, null].map((fitness) => child(0, fitness)),
    );
    expect(idsOn(1, search)).toEqual(['p0', 'p1', 'p2']);
    expect(idsOn(0, search)).toEqual(['p0', 'p1', 'p2', 'p3']);
  });
});

describe('reset', () => {
  test('restarts the island with the worst best from the best of another', () => {
    const search = searchOf({ reset: { every: 7 } });
    tellAll(search, [child(0, 9), child(0, 1), child(1, 5), child(1, 4), child(2, 7), child(2, 6)]);
    expect(idsOn(1, search)).toEqual(['p2', 'p3']);
    search.tell(individual({ ordinal: 6, ...child(1, 3) }));
    expect(['p0', 'p4']).toContain(idsOn(1, search)[0]);
    expect(idsOn(1, search)).toHaveLength(1);
    expect(idsOn(0, search)).toEqual(['p0', 'p1']);
    expect(idsOn(2, search)).toEqual(['p4', 'p5']);
  });

  test('draws the donor from the seed, every one sometimes', () => {
    const donors = Array.from({ length: 40 }, (_, seed) => {
      const search = searchOf({ reset: { every: 3 }, seed });
      tellAll(search, [child(0, 9), child(1, 5), child(2, 7)]);
      return idsOn(1, search)[0];
    });
    expect(new Set(donors)).toEqual(new Set(['p0', 'p2']));
  });

  test('keeps the oldest of the best where all islands are equal', () => {
    const search = searchOf({ reset: { every: 3 } });
    tellAll(search, [child(2, 1), child(0, 1), child(1, 1)]);
    expect(idsOn(2, search)).toEqual(['p0']);
    expect(idsOn(0, search)).toEqual(['p1']);
    expect(idsOn(1, search)).toHaveLength(1);
    expect(idsOn(1, search)).not.toEqual(['p2']);
  });

  test('spares an only island', () => {
    const search = searchOf({ islands: 1, reset: { every: 2 } });
    tellAll(search, [child(0, 1), child(0, 2), child(0, 3), child(0, 4)]);
    expect(idsOn(0, search)).toEqual(['p3', 'p2', 'p1', 'p0']);
  });
});

describe('an island search', () => {
  test('reports the cell of each elite on its own island', () => {
    const search = searchOf({
      createArchive: () =>
        createGridArchive({
          scales: [
            { type: 'linear', bins: 4, range: [0, 4] },
            { type: 'linear', bins: 9, range: [0, 9] },
          ],
        }),
    });
    search.tell(individual({ ordinal: 0, ...child(1, 5), features: [2.5, 7.5] }));
    expect(search.elites()).toEqual([{ id: 'p0', island: 1, fitness: 5, cell: '2,7' }]);
  });

  test('never chooses an elite that its archive dropped without taking another', () => {
    const kept: Individual[] = [];
    const search = searchOf({
      islands: 1,
      createArchive: () => ({
        get size() {
          return kept.length;
        },
        add(program) {
          if (program.fitness === 1) kept.pop();
          else kept.push(program);
          return program.fitness === 1 ? 'not-added' : 'new';
        },
        elites: () => [...kept],
      }),
    });
    tellAll(search, [child(0, 4), child(0, 3), child(0, 2), child(0, 1)]);
    const parents = Array.from({ length: 60 }, (_, draw) => search.ask(0, createRng(draw)).parent);
    expect(new Set(parents)).toEqual(new Set(['p0', 'p1']));
  });

  test('refuses an island that does not exist', () => {
    const search = searchOf();
    expect(() => search.tell(individual({ ...child(3, 1) }))).toThrow(TypeError);
    expect(search.elites()).toEqual([]);
  });

  test.each<Partial<IslandSearchOptions>>([
    { islands: 0 },
    { islands: 1.5 },
    { inspirations: -1 },
    { migration: { topology: 'ring', every: 0, count: 1 } },
    { migration: { topology: 'ring', every: 5, count: 0 } },
    { reset: { every: 0 } },
    { parentChoice: { type: 'softmax', temperature: 0 } },
  ])('refuses %j', (options) => {
    expect(() => searchOf(options)).toThrow(ConfigError);
  });
});
