import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createGridArchive, type GridArchive } from '../../src/archive/grid-archive.ts';
import type { Archive } from '../../src/core/search.ts';
import { PluginError } from '../../src/core/errors.ts';
import { createRng } from '../../src/core/rng.ts';
import { individual } from '../../src/testing/index.ts';

const idsIn = (archive: Archive): string[] => archive.elites().map(({ id }) => id);

describe('a grid archive', () => {
  test('replaces the occupant of a cell only by a strictly better program', () => {
    const archive = createGridArchive({ scales: [{ type: 'linear', bins: 2, range: [0, 1] }] });
    const add = (ordinal: number, fitness: number, feature: number): string =>
      archive.add(individual({ ordinal, fitness, features: [feature] }));
    expect(add(0, -5, 0.1)).toBe('new');
    expect(add(1, -9, 0.9)).toBe('new');
    expect(add(2, -5, 0.2)).toBe('not-added');
    expect(add(3, -4, 0.3)).toBe('improved');
    expect(add(4, -6, 0.4)).toBe('not-added');
    expect(idsIn(archive)).toEqual(['p3', 'p1']);
  });

  test('counts how often its bins were cut again', () => {
    const fixed = createGridArchive({ scales: [{ type: 'linear', bins: 2, range: [0, 1] }] });
    const moving = createGridArchive({ scales: [{ type: 'quantile', bins: 4 }] });
    for (const archive of [fixed, moving]) {
      for (let ordinal = 0; ordinal < 4; ordinal += 1) {
        archive.add(individual({ ordinal, fitness: 1, features: [ordinal] }));
      }
    }
    expect([fixed.recuts, moving.recuts]).toEqual([0, 4]);
  });

  test('puts values outside the range into the first and the last bin', () => {
    const archive = createGridArchive({
      scales: [
        { type: 'linear', bins: 4, range: [10, 30] },
        { type: 'log', bins: 3, range: [1, 1000] },
      ],
    });
    const at = (...features: number[]): readonly number[] =>
      archive.positionOf(individual({ features }));
    expect(at(-1e9, -5)).toEqual([0, 0]);
    expect(at(10, 1)).toEqual([0, 0]);
    expect(at(14.9, 9.9)).toEqual([0, 0]);
    expect(at(15, 10.1)).toEqual([1, 1]);
    expect(at(25, 101)).toEqual([3, 2]);
    expect(at(1e9, 1e9)).toEqual([3, 2]);
  });

  test('keeps only the best program when it has no axes', () => {
    const archive = createGridArchive({ scales: [] });
    for (const [ordinal, fitness] of [3, 7, 5].entries()) {
      archive.add(individual({ ordinal, fitness }));
    }
    expect(idsIn(archive)).toEqual(['p1']);
    expect(archive.positionOf(individual())).toEqual([0]);
  });

  test('never holds more programs than it has cells, one in each', () => {
    const archive = createGridArchive({
      scales: [
        { type: 'quantile', bins: 5 },
        { type: 'linear', bins: 3, range: [-1, 1] },
      ],
    });
    const root = createRng('cells');
    for (let ordinal = 0; ordinal < 1200; ordinal += 1) {
      const rng = root.fork(ordinal);
      archive.add(
        individual({ ordinal, fitness: rng.normal(), features: [rng.normal(), rng.normal()] }),
      );
      const cells = archive.elites().map((elite) => archive.positionOf(elite).join(','));
      expect(new Set(cells).size).toBe(cells.length);
    }
    expect(archive.size).toBe(15);
  });

  test('refuses features that are not finite or not as many as its axes', () => {
    const archive = createGridArchive({ scales: [{ type: 'quantile', bins: 3 }] });
    expect(() => archive.add(individual({ features: [Number.NaN] }))).toThrow(TypeError);
    expect(() => archive.add(individual({ features: [] }))).toThrow(TypeError);
    expect(() => archive.add(individual({ features: [1, 2] }))).toThrow(TypeError);
    expect(archive.size).toBe(0);
  });

  test('refuses more cells than a search can pass over', () => {
    const quantile = (bins: number) => ({ type: 'quantile', bins }) as const;
    expect(createGridArchive({ scales: [quantile(64), quantile(64)] }).size).toBe(0);
    expect(() => createGridArchive({ scales: [quantile(64), quantile(65)] })).toThrow(PluginError);
    expect(() => createGridArchive({ scales: [quantile(0)] })).toThrow(PluginError);
  });
});

describe('quantile bins', () => {
  const BINS = 8;
  const archiveOf = (): GridArchive =>
    createGridArchive({ scales: [{ type: 'quantile', bins: BINS }] });
  /** Adds the values in order, then counts how many of them are in each bin. */
  const fillOf = (archive: GridArchive, values: readonly number[]): number[] => {
    for (const [ordinal, value] of values.entries()) {
      archive.add(individual({ ordinal, fitness: 0, features: [value] }));
    }
    const counts = Array.from({ length: BINS }, () => 0);
    for (const value of values) {
      const bin = archive.positionOf(individual({ features: [value] }))[0] ?? -1;
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    return counts;
  };
  const numbers = (count: number, draw: (index: number) => number): number[] =>
    Array.from({ length: count }, (_, index) => draw(index));

  test('fill evenly for values over ten orders of magnitude', () => {
    const rng = createRng('skewed');
    const counts = fillOf(
      archiveOf(),
      numbers(6000, () => Math.exp(5 * rng.normal())),
    );
    for (const count of counts) expect(Math.abs(count / 750 - 1)).toBeLessThan(0.35);
  });

  test('follow values that move away', () => {
    const rng = createRng('moving');
    const counts = fillOf(
      archiveOf(),
      numbers(8000, (index) => index / 100 + rng.normal()),
    );
    for (const count of counts) expect(Math.abs(count / 1000 - 1)).toBeLessThan(0.5);
  });

  test('tell the first programs apart, each in a cell of its own', () => {
    const archive = archiveOf();
    for (const [ordinal, value] of [5, 3, 4, 1, 2, 8, 9, 7].entries()) {
      archive.add(individual({ ordinal, fitness: -ordinal, features: [value] }));
    }
    expect(archive.size).toBe(8);
  });

  test('take a program that is worse than the only one once it differs', () => {
    const archive = archiveOf();
    for (let ordinal = 0; ordinal < 5; ordinal += 1) {
      archive.add(individual({ ordinal, fitness: 1, features: [10] }));
    }
    expect(archive.add(individual({ ordinal: 5, fitness: 0, features: [99] }))).toBe('new');
  });

  test('keep the better, and of equals the older, of programs that come to share a cell', () => {
    const archive = archiveOf();
    for (const [ordinal, fitness] of [1, 2, 2, 1, 0, 0, 0, 0].entries()) {
      archive.add(individual({ ordinal, fitness, features: [ordinal] }));
    }
    expect(archive.size).toBe(8);
    for (let ordinal = 8; ordinal < 3000; ordinal += 1) {
      archive.add(individual({ ordinal, fitness: -1, features: [1000 + ordinal] }));
    }
    // All of the first eight now lie in the lowest bin.
    expect(archive.elites()[0]?.id).toBe('p1');
    expect(archive.elites().filter(({ ordinal }) => ordinal < 8)).toHaveLength(1);
  });

  test('depend on the order of the values only, not on their scale', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ value: fc.integer({ min: -300, max: 300 }), fitness: fc.integer() }), {
          minLength: 1,
          maxLength: 120,
        }),
        (programs) => {
          const kept = [
            (value: number): number => value,
            (value: number): number => Math.exp(value),
            (value: number): number => value ** 3 - 1e6,
          ].map((transform) => {
            const archive = archiveOf();
            for (const [ordinal, { value, fitness }] of programs.entries()) {
              archive.add(individual({ ordinal, fitness, features: [transform(value)] }));
            }
            return idsIn(archive);
          });
          expect(kept[1]).toEqual(kept[0]);
          expect(kept[2]).toEqual(kept[0]);
        },
      ),
      { numRuns: 60, seed: 1 },
    );
  });
});
