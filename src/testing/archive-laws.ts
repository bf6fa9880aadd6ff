/* oxlint-disable vitest/no-standalone-expect -- the laws run inside the tests of describeArchive */
import { expect } from 'vitest';
import type { Archive } from '../core/search.ts';
import type { Individual } from '../core/program.ts';
import { createRng } from '../core/rng.ts';
import { individual } from './fixtures.ts';

/** The archives and programs that the laws of archives are tested with. */
export interface ArchiveWorld {
  /** Makes a new, empty archive. */
  readonly create: () => Archive;
  /** Negative scores with ties, rising slowly, a fifth of failures. */
  readonly stream: readonly Individual[];
  /** One more program, with as many features and cases as those of the stream. */
  readonly program: (ordinal: number, fitness: number | null) => Individual;
}

/** Sentences that hold for every archive; each function throws when its sentence is false. */
export const archiveLaws = {
  'starts empty': ({ create }) => {
    expect(create().size).toBe(0);
    expect(create().elites()).toEqual([]);
  },

  'keeps the first scored program, however bad': ({ create, program }) => {
    const archive = create();
    const first = program(0, -1e300);
    expect(archive.add(first)).toBe('new');
    expect(archive.elites()).toEqual([first]);
  },

  'never keeps a program without a score': ({ create, program, stream }) => {
    const archive = create();
    expect(archive.add(program(0, null))).toBe('not-added');
    expect(archive.size).toBe(0);
    fill(archive, stream);
    expect(archive.elites().filter(({ fitness }) => fitness === null)).toEqual([]);
  },

  'refuses a fitness that is not finite and stays as it was': ({ create, program, stream }) => {
    const archive = create();
    fill(archive, stream.slice(0, 9));
    const before = idsIn(archive);
    for (const fitness of [Number.NaN, Infinity, -Infinity]) {
      expect(() => archive.add(program(900, fitness))).toThrow(TypeError);
    }
    expect(idsIn(archive)).toEqual(before);
  },

  'lists as many elites as its size says, best first, older before newer': ({ create, stream }) => {
    const archive = create();
    for (const item of stream) {
      archive.add(item);
      const elites = archive.elites();
      expect(elites.length).toBe(archive.size);
      expect(elites.map(({ id }) => id)).toEqual(elites.toSorted(bestFirst).map(({ id }) => id));
    }
  },

  'never loses the best program': ({ create, stream }) => {
    const archive = create();
    let best = -Infinity;
    for (const item of stream) {
      archive.add(item);
      best = Math.max(best, item.fitness ?? -Infinity);
      expect(archive.elites()[0]?.fitness ?? -Infinity).toBe(best);
    }
  },

  'reports where a program went': ({ create, stream }) => {
    const archive = create();
    for (const item of stream) {
      const before = idsIn(archive);
      const placement = archive.add(item);
      const after = idsIn(archive);
      expect(after.includes(item.id)).toBe(placement !== 'not-added');
      // Elites may leave without a newcomer when boundaries move; then the size shows it.
      if (placement === 'not-added' && after.length === before.length) {
        expect(after).toEqual(before);
      }
    }
  },

  'holds a program once, however often it comes': ({ create, stream }) => {
    const archive = create();
    for (const item of stream) fill(archive, [item, item]);
    expect(new Set(idsIn(archive)).size).toBe(archive.size);
  },

  'ranks the older of two equal programs first': ({ create, program }) => {
    const archive = create();
    for (let ordinal = 3; ordinal < 40; ordinal += 1) {
      archive.add(program(ordinal, 1));
      expect(archive.elites()[0]?.id).toBe('p3');
    }
  },

  'gives a list that later programs do not change': ({ create, stream }) => {
    const archive = create();
    fill(archive, stream.slice(0, 20));
    const list = archive.elites();
    const copy = [...list];
    fill(archive, stream.slice(20));
    expect(idsIn(archive)).not.toEqual(copy.map(({ id }) => id));
    expect(list).toEqual(copy);
  },

  'depends on nothing but what was added': ({ create, stream }) => {
    const [one, two] = [create(), create()];
    expect(stream.map((item) => one.add(item))).toEqual(stream.map((item) => two.add(item)));
    expect(idsIn(one)).toEqual(idsIn(two));
  },

  'keeps the same programs whatever the unit of fitness': ({ create, stream }) => {
    const kept = [1, 2 ** -900, 2 ** 900].map((unit) => {
      const archive = create();
      fill(
        archive,
        stream.map((item) => rescale(item, unit)),
      );
      return idsIn(archive);
    });
    expect(kept[1]).toEqual(kept[0]);
    expect(kept[2]).toEqual(kept[0]);
  },
} as const satisfies Readonly<Record<string, (world: ArchiveWorld) => void>>;

/** A world for individuals with `features` features and four cases. */
export function archiveWorld(create: () => Archive, features: number): ArchiveWorld {
  const root = createRng('archive laws');
  const stream = Array.from({ length: 200 }, (_, ordinal) => {
    const rng = root.fork(ordinal);
    if (rng.next() < 0.2) return individual({ ordinal, fitness: null });
    const caseFitness = Array.from({ length: 4 }, () => rng.integer(16) + (ordinal >> 5) - 64);
    return individual({
      ordinal,
      fitness: caseFitness.reduce((sum, value) => sum + value, 0) / 4,
      features: Array.from({ length: features }, () => rng.exponential()),
      caseFitness,
    });
  });
  const program = (ordinal: number, fitness: number | null): Individual =>
    individual({
      ordinal,
      fitness,
      features: Array.from({ length: fitness === null ? 0 : features }, () => 0.5),
      caseFitness: fitness === null ? [] : Array.from({ length: 4 }, () => fitness),
    });
  return { create, stream, program };
}

function fill(archive: Archive, individuals: readonly Individual[]): void {
  for (const item of individuals) archive.add(item);
}

function idsIn(archive: Archive): string[] {
  return archive.elites().map(({ id }) => id);
}

function rescale(item: Individual, unit: number): Individual {
  const { fitness, caseFitness } = item;
  return {
    ...item,
    fitness: fitness === null ? null : fitness * unit,
    caseFitness: caseFitness.map((value) => value * unit),
  };
}

function bestFirst(a: Individual, b: Individual): number {
  return (b.fitness ?? -Infinity) - (a.fitness ?? -Infinity) || a.ordinal - b.ordinal;
}
