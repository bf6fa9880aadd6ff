import { describe, expect, test } from 'vitest';
import { createTopArchive } from '../../src/archive/top-archive.ts';
import type { Archive, Search } from '../../src/core/search.ts';
import type { Individual } from '../../src/core/program.ts';
import { createIslandSearch } from '../../src/search/island-search.ts';
import { archiveLaws, archiveWorld } from '../../src/testing/archive-laws.ts';
import { searchLaws } from '../../src/testing/search-laws.ts';

const sound = (size = 12): Archive => createTopArchive({ size });

/** An archive with some of its members replaced. */
function archiveLike(change: (base: Archive) => Partial<Archive>): () => Archive {
  return () => {
    const base = sound();
    const changed = change(base);
    return {
      get size() {
        return changed.size ?? base.size;
      },
      add: (program) => changed.add?.(program) ?? base.add(program),
      elites: () => changed.elites?.() ?? base.elites(),
    };
  };
}

/** An archive that keeps everything in a list, by its own order. */
function listArchive(accepts: (program: Individual, kept: readonly Individual[]) => boolean) {
  return (): Archive => {
    const kept: Individual[] = [];
    return {
      get size() {
        return kept.length;
      },
      add(program) {
        if (program.fitness === null || !accepts(program, kept)) return 'not-added';
        if (!Number.isFinite(program.fitness)) throw new TypeError('not finite');
        kept.push(program);
        kept.sort((a, b) => (b.fitness ?? 0) - (a.fitness ?? 0));
        return 'new';
      },
      elites: () => [...kept],
    };
  };
}

let created = 0;

const brokenArchives: readonly (readonly [keyof typeof archiveLaws, () => Archive])[] = [
  ['starts empty', archiveLike(() => ({ size: 1 }))],
  [
    'keeps the first scored program, however bad',
    listArchive(({ fitness }) => (fitness ?? 0) > -1e9),
  ],
  [
    'never keeps a program without a score',
    archiveLike((base) => ({
      add: (program) => base.add({ ...program, fitness: program.fitness ?? 0 }),
    })),
  ],
  [
    'refuses a fitness that is not finite and stays as it was',
    archiveLike((base) => ({
      add: (program) => (Number.isNaN(program.fitness) ? 'not-added' : base.add(program)),
    })),
  ],
  [
    'lists as many elites as its size says, best first, older before newer',
    archiveLike((base) => ({ elites: () => base.elites().toReversed() })),
  ],
  ['never loses the best program', listArchive((_, kept) => kept.length < 20)],
  [
    'reports where a program went',
    archiveLike((base) => ({
      add(program) {
        base.add(program);
        return 'not-added';
      },
    })),
  ],
  ['holds a program once, however often it comes', listArchive(() => true)],
  [
    'ranks the older of two equal programs first',
    archiveLike((base) => ({ elites: () => base.elites().toReversed() })),
  ],
  [
    'gives a list that later programs do not change',
    () => {
      const kept: Individual[] = [];
      return {
        size: 0,
        add(program) {
          kept.push(program);
          return 'new';
        },
        elites: () => kept,
      };
    },
  ],
  ['depends on nothing but what was added', () => sound((created += 1))],
  [
    'keeps the same programs whatever the unit of fitness',
    listArchive(
      ({ fitness }, kept) => kept.length === 0 || (fitness ?? 0) > (kept[0]?.fitness ?? 0) + 0.5,
    ),
  ],
];

const soundSearch = (seed = 1): Search =>
  createIslandSearch({
    islands: 2,
    createArchive: sound,
    parentChoice: { type: 'weighted' },
    inspirations: 3,
    migration: { topology: 'ring', every: 20, count: 1 },
    seed,
  });

/** A search with some of its verbs replaced. */
function searchLike(change: (base: Search) => Partial<Search>): () => Search {
  return () => {
    const base = soundSearch();
    return { ...base, ...change(base) };
  };
}

const NOTHING = { placement: 'not-added', cell: null, replaces: [], changes: [] } as const;

/** Shows no inspirations after fifty asks. */
const forgetful = searchLike((base) => {
  let asked = 0;
  return {
    ask(ordinal, rng) {
      asked += 1;
      const selection = base.ask(ordinal, rng);
      return asked > 50 ? { ...selection, inspirations: [] } : selection;
    },
  };
});

const brokenSearches: readonly (readonly [keyof typeof searchLaws, () => Search])[] = [
  [
    'asks for a program from nothing until one has a score',
    searchLike((base) => ({
      ask: (ordinal, rng) => ({
        ...base.ask(ordinal, rng),
        parent: base.ask(ordinal, rng).parent ?? 'p0',
      }),
    })),
  ],
  [
    'always has a parent once a program has a score',
    searchLike((base) => ({
      ask: (ordinal, rng) => ({
        ...base.ask(ordinal, rng),
        ...(ordinal === 99 ? { parent: null } : {}),
      }),
    })),
  ],
  [
    'never chooses a program that failed, is unknown to it, or is chosen already',
    searchLike((base) => ({
      tell: (program) => base.tell({ ...program, fitness: program.fitness ?? -60, features: [] }),
    })),
  ],
  [
    'never chooses a program that failed, is unknown to it, or is chosen already',
    searchLike((base) => ({
      ask(ordinal, rng) {
        const selection = base.ask(ordinal, rng);
        return {
          ...selection,
          inspirations: [...selection.inspirations, selection.parent ?? 'p0'],
        };
      },
    })),
  ],
  [
    'lists inspirations best first',
    searchLike((base) => ({
      ask(ordinal, rng) {
        const selection = base.ask(ordinal, rng);
        return { ...selection, inspirations: selection.inspirations.toReversed() };
      },
    })),
  ],
  ['is changed by tell only, never by ask', forgetful],
  ['is restored exactly by telling a new one the same programs', forgetful],
  [
    'tells every change of its elites',
    searchLike((base) => ({ tell: (program) => ({ ...base.tell(program), replaces: [] }) })),
  ],
  [
    'tells every change of its elites',
    searchLike((base) => ({ tell: (program) => ({ ...base.tell(program), changes: [] }) })),
  ],
  [
    'never loses the best program',
    searchLike((base) => ({ elites: () => base.elites().slice(1) })),
  ],
  [
    'lists its elites best first, each in a cell of its own',
    searchLike((base) => ({
      elites: () => base.elites().map((elite) => ({ ...elite, cell: '0' })),
    })),
  ],
  [
    'lists its elites best first, each in a cell of its own',
    searchLike((base) => ({ elites: () => base.elites().toReversed() })),
  ],
  [
    'refuses a fitness that is not finite and stays as it was',
    searchLike((base) => ({
      tell: (program) => (Number.isNaN(program.fitness) ? NOTHING : base.tell(program)),
    })),
  ],
  [
    'chooses alike whatever the unit and the zero of fitness',
    searchLike((base) => ({
      tell: (program) =>
        base.tell({
          ...program,
          fitness: program.fitness === null ? null : Math.log1p(Math.abs(program.fitness)),
        }),
    })),
  ],
];

describe('the laws of archives', () => {
  test.each(brokenArchives)('"%s" fails for an archive that breaks it', (law, create) => {
    expect(() => archiveLaws[law](archiveWorld(create, 2))).toThrow(/^expected/);
    archiveLaws[law](archiveWorld(sound, 2));
  });

  test('each has a broken archive here', () => {
    expect(new Set(brokenArchives.map(([law]) => law))).toEqual(new Set(Object.keys(archiveLaws)));
  });
});

describe('the laws of searches', () => {
  test.each(brokenSearches)('"%s" fails for a search that breaks it', (law, create) => {
    expect(() => searchLaws[law]({ create, features: 0 })).toThrow(/^expected/);
    searchLaws[law]({ create: soundSearch, features: 0 });
  });

  test('each has a broken search here', () => {
    expect(new Set(brokenSearches.map(([law]) => law))).toEqual(new Set(Object.keys(searchLaws)));
  });
});
