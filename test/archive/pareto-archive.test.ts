import { describe, expect, test } from 'vitest';
import { createParetoArchive } from '../../src/archive/pareto-archive.ts';
import { createTopArchive } from '../../src/archive/top-archive.ts';
import type { Archive, Placement } from '../../src/core/search.ts';
import { ConfigError } from '../../src/core/errors.ts';
import { individual } from '../../src/testing/index.ts';

/** Adds a program whose fitness is its mean. */
function add(archive: Archive, ordinal: number, caseFitness: readonly number[]): Placement {
  const fitness = caseFitness.reduce((sum, value) => sum + value, 0) / caseFitness.length;
  return archive.add(individual({ ordinal, fitness, caseFitness }));
}

const idsIn = (archive: Archive): string[] => archive.elites().map(({ id }) => id);

describe('a Pareto archive', () => {
  test('keeps a specialist next to a program with a better average', () => {
    const archive = createParetoArchive({ size: 5 });
    expect(add(archive, 0, [5, 5, 5])).toBe('new');
    expect(add(archive, 1, [9, -20, -20])).toBe('new');
    expect(add(archive, 2, [4, 4, 4])).toBe('not-added');
    expect(idsIn(archive)).toEqual(['p0', 'p1']);
  });

  test('drops what another program equals or beats on every case', () => {
    const archive = createParetoArchive({ size: 5 });
    add(archive, 0, [5, 1]);
    add(archive, 1, [1, 5]);
    expect(add(archive, 2, [5, 2])).toBe('improved');
    expect(idsIn(archive)).toEqual(['p2', 'p1']);
    expect(add(archive, 3, [5, 2])).toBe('not-added');
  });

  test('drops what leads on no case any more', () => {
    const archive = createParetoArchive({ size: 5 });
    add(archive, 0, [6, 1]);
    add(archive, 1, [0, 6]);
    expect(add(archive, 2, [-4, 9])).toBe('improved');
    expect(idsIn(archive)).toEqual(['p0', 'p2']);
  });

  test('keeps the best average even where it leads on no case', () => {
    const archive = createParetoArchive({ size: 5 });
    add(archive, 0, [9, 0, 0]);
    add(archive, 1, [0, 9, 0]);
    add(archive, 2, [0, 0, 9]);
    expect(add(archive, 3, [8, 8, 8])).toBe('new');
    expect(idsIn(archive)).toEqual(['p3', 'p0', 'p1', 'p2']);
  });

  test('when full drops the program that leads on the fewest cases', () => {
    const archive = createParetoArchive({ size: 2 });
    add(archive, 0, [9, 9, 0, 0, 0]);
    add(archive, 1, [8, 8, 1, 0, 0]);
    expect(add(archive, 2, [0, 0, 0, 7, 6])).toBe('improved');
    expect(idsIn(archive)).toEqual(['p0', 'p2']);
  });

  test('keeps the best by fitness even where fitness is no mean and another covers it', () => {
    const archive = createParetoArchive({ size: 5 });
    archive.add(individual({ ordinal: 0, fitness: 5, caseFitness: [1, 1] }));
    expect(archive.add(individual({ ordinal: 1, fitness: 4, caseFitness: [2, 2] }))).toBe('new');
    expect(idsIn(archive)).toEqual(['p0', 'p1']);
  });

  test('compares programs without cases by fitness', () => {
    const archive = createParetoArchive({ size: 5 });
    archive.add(individual({ ordinal: 0, fitness: 1 }));
    archive.add(individual({ ordinal: 1, fitness: 2 }));
    expect(idsIn(archive)).toEqual(['p1']);
  });

  test('refuses another number of cases than before, and results that are not finite', () => {
    const archive = createParetoArchive({ size: 5 });
    add(archive, 0, [1, 2]);
    expect(() => add(archive, 1, [1, 2, 3])).toThrow(TypeError);
    const broken = individual({ ordinal: 2, fitness: 1, caseFitness: [1, Number.NaN] });
    expect(() => archive.add(broken)).toThrow(TypeError);
    expect(idsIn(archive)).toEqual(['p0']);
  });
});

describe('a top archive', () => {
  test('keeps the best, and of equals the older, when it is full', () => {
    const archive = createTopArchive({ size: 2 });
    const placements = [3, 1, 1, 2, 2, 9].map((fitness, ordinal) =>
      archive.add(individual({ ordinal, fitness })),
    );
    expect(placements).toEqual(['new', 'new', 'not-added', 'improved', 'not-added', 'improved']);
    expect(idsIn(archive)).toEqual(['p5', 'p0']);
  });

  test.each([0, -1, 1.5, Number.NaN])('refuses the size %d, as the Pareto archive does', (size) => {
    expect(() => createTopArchive({ size })).toThrow(ConfigError);
    expect(() => createParetoArchive({ size })).toThrow(ConfigError);
  });
});
