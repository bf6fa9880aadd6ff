/* oxlint-disable vitest/no-standalone-expect -- the laws run inside the tests of describeSearch */
import { expect } from 'vitest';
import type { Search, Selection } from '../core/search.ts';
import { createEliteFold } from '../core/elites.ts';
import { createRng } from '../core/rng.ts';
import { runSearch } from './evolution.ts';
import { individual } from './fixtures.ts';

/** The searches that the laws of searches are tested with. */
export interface SearchWorld {
  /** Makes a new search without programs. */
  readonly create: () => Search;
  /** Features of each program. */
  readonly features: number;
}

const PROGRAMS = 160;

/** Sentences that hold for every search; each function throws when its sentence is false. */
export const searchLaws = {
  'asks for a program from nothing until one has a score': ({ create }) => {
    const search = create();
    for (let ordinal = 0; ordinal < 12; ordinal += 1) {
      const { parent, inspirations, island } = search.ask(ordinal, createRng(ordinal));
      expect({ parent, inspirations }).toEqual({ parent: null, inspirations: [] });
      const update = search.tell(individual({ ordinal, island, fitness: null }));
      expect(update).toEqual({ placement: 'not-added', cell: null, replaces: [], changes: [] });
      expect(search.elites()).toEqual([]);
    }
  },

  'always has a parent once a program has a score': ({ create, features }) => {
    const { selections } = runSearch(create(), { programs: PROGRAMS, features, founders: 1 });
    expect(selections.slice(1).filter(({ parent }) => parent === null)).toEqual([]);
  },

  'never chooses a program that failed, is unknown to it, or is chosen already': ({
    create,
    features,
  }) => {
    const { programs, selections } = runSearch(create(), { programs: PROGRAMS, features });
    const scored = new Set<string>();
    for (const [ordinal, { parent, inspirations }] of selections.entries()) {
      const chosen = [...(parent === null ? [] : [parent]), ...inspirations];
      expect(chosen.filter((id) => !scored.has(id))).toEqual([]);
      expect(new Set(chosen).size).toBe(chosen.length);
      const program = programs[ordinal];
      if (program !== undefined && program.fitness !== null) scored.add(program.id);
    }
  },

  'lists inspirations best first': ({ create, features }) => {
    const { programs, selections } = runSearch(create(), { programs: PROGRAMS, features });
    const fitness = new Map(programs.map((program) => [program.id, program.fitness ?? -Infinity]));
    for (const { inspirations } of selections) {
      const values = inspirations.map((id) => fitness.get(id) ?? Number.NaN);
      expect(values).toEqual(values.toSorted((a, b) => b - a));
    }
  },

  'is changed by tell only, never by ask': ({ create, features }) => {
    const [quiet, curious] = [create(), create()];
    const { programs } = runSearch(create(), { programs: PROGRAMS, features });
    for (const program of programs) {
      for (let times = 0; times < 3; times += 1) curious.ask(program.ordinal, createRng(times));
      expect(curious.tell(program)).toEqual(quiet.tell(program));
    }
    expect(answersOf(curious)).toEqual(answersOf(quiet));
    expect(curious.elites()).toEqual(quiet.elites());
  },

  'is restored exactly by telling a new one the same programs': ({ create, features }) => {
    const search = create();
    const { programs, updates } = runSearch(search, { programs: PROGRAMS, features });
    const restored = create();
    expect(programs.map((program) => restored.tell(program))).toEqual(updates);
    expect(restored.elites()).toEqual(search.elites());
    expect(answersOf(restored)).toEqual(answersOf(search));
  },

  'tells every change of its elites': ({ create, features }) => {
    const search = create();
    const { programs } = runSearch(create(), { programs: PROGRAMS, features });
    const fold = createEliteFold();
    for (const program of programs) {
      const { changes, ...update } = search.tell(program);
      fold.add(program, update);
      for (const change of changes) fold.change(change);
      expect(fold.elites()).toEqual(search.elites());
    }
  },

  'never loses the best program': ({ create, features }) => {
    const search = create();
    const { programs } = runSearch(create(), { programs: PROGRAMS, features });
    let best = -Infinity;
    for (const program of programs) {
      search.tell(program);
      best = Math.max(best, program.fitness ?? -Infinity);
      expect(search.elites()[0]?.fitness ?? -Infinity).toBe(best);
    }
  },

  'lists its elites best first, each in a cell of its own': ({ create, features }) => {
    const search = create();
    const { programs } = runSearch(search, { programs: PROGRAMS, features });
    const scores = new Map(programs.map(({ id, fitness }) => [id, fitness]));
    const elites = search.elites();
    expect(elites.map(({ fitness }) => fitness)).toEqual(elites.map(({ id }) => scores.get(id)));
    expect(elites).toEqual(elites.toSorted((a, b) => b.fitness - a.fitness));
    const places = new Set(elites.map(({ island, cell }) => `${island}:${cell}`));
    expect(places.size).toBe(elites.length);
  },

  'refuses a fitness that is not finite and stays as it was': ({ create, features }) => {
    const search = create();
    runSearch(search, { programs: 40, features });
    const before = [search.elites(), answersOf(search)];
    const { parent, island } = search.ask(40, createRng(40));
    const parents = parent === null ? [] : [parent];
    for (const fitness of [Number.NaN, Infinity, -Infinity]) {
      for (const lineage of [parents, []]) {
        const broken = individual({ ordinal: 40, island, parents: lineage, fitness });
        expect(() => search.tell(broken)).toThrow(TypeError);
      }
    }
    expect([search.elites(), answersOf(search)]).toEqual(before);
  },

  'chooses alike whatever the unit and the zero of fitness': ({ create, features }) => {
    const run = (fitness: (score: number) => number): readonly Selection[] =>
      runSearch(create(), { programs: PROGRAMS, features, fitness }).selections;
    const plain = run((score) => score);
    expect(run((score) => score * 2 ** 950)).toEqual(plain);
    expect(run((score) => score * 2 ** -950)).toEqual(plain);
    expect(run((score) => score + 2 ** 30)).toEqual(plain);
    expect(run((score) => (score - 2 ** 20) * 2 ** -40)).toEqual(plain);
  },
} as const satisfies Readonly<Record<string, (world: SearchWorld) => void>>;

/** The next choices of a search, for some streams. */
function answersOf(search: Search): Selection[] {
  return Array.from({ length: 24 }, (_, draw) =>
    search.ask(PROGRAMS + draw, createRng('answers').fork(draw)),
  );
}
