import type { FeatureScale } from '../core/problem.ts';
import type { Archive } from '../core/search.ts';
import { PluginError } from '../core/errors.ts';
import type { Individual } from '../core/program.ts';
import { createAxis, type Axis } from './axis.ts';
import { createRanking, isScored, type ScoredIndividual } from './ranking.ts';

/** Limit on the cells: a search sometimes visits all cells of an island, so their number bounds the cost of a step. */
const MAX_CELLS = 4096;

/** Options of a grid archive. */
export interface GridArchiveOptions {
  /** One a feature, in the problem's order; an empty list makes a single cell. */
  readonly scales: readonly FeatureScale[];
}

/** An archive that reports the cell of each program. */
export interface GridArchive extends Archive {
  /** The bin on each axis where the program is kept, or would be; `[0]` on a grid without axes. */
  positionOf(individual: Individual): readonly number[];
  /** Number of times that bins were cut again, so that programs may have changed cells. */
  readonly recuts: number;
}

/**
 * A grid over the features that keeps the best program of each cell (MAP-Elites: Mouret and Clune,
 * "Illuminating search spaces by mapping elites", 2015).
 *
 * An occupant gives way only to a strictly better program. Quantile bins are computed again once a boundary is off by
 * half a bin's share of the values seen; of programs that then share a cell the best one stays, so that
 * `size` can fall. The best program is never lost. An `add` costs O(log cells), and re-cutting amortises to less.
 * `add` throws TypeError on a fitness or a feature that is not finite and on a wrong number of features.
 * Throws PluginError when the bins make more than 4,096 cells.
 */
export function createGridArchive({ scales }: GridArchiveOptions): GridArchive {
  const axes = createAxes(scales);
  const occupants = new Map<number, ScoredIndividual>();
  const ranking = createRanking();
  let recuts = 0;

  const rebin = (): void => {
    recuts += 1;
    occupants.clear();
    for (const individual of ranking.toArray()) {
      const cell = cellOn(axes, individual);
      if (occupants.has(cell)) ranking.remove(individual);
      else occupants.set(cell, individual);
    }
  };

  return {
    get size() {
      return ranking.size;
    },
    get recuts() {
      return recuts;
    },
    add(individual) {
      if (!isScored(individual)) return 'not-added';
      checkFeatures(individual, axes.length);
      if (see(axes, individual)) rebin();
      const cell = cellOn(axes, individual);
      const occupant = occupants.get(cell);
      if (occupant !== undefined && occupant.fitness >= individual.fitness) return 'not-added';
      if (occupant !== undefined) ranking.remove(occupant);
      occupants.set(cell, individual);
      ranking.insert(individual);
      return occupant === undefined ? 'new' : 'improved';
    },
    elites: () => ranking.toArray(),
    positionOf: ({ features }) =>
      axes.length === 0 ? [0] : axes.map((axis, index) => axis.binOf(features[index] ?? 0)),
  };
}

function createAxes(scales: readonly FeatureScale[]): readonly Axis[] {
  const cells = scales.reduce((product, { bins }) => product * bins, 1);
  if (cells >= 1 && cells <= MAX_CELLS) return scales.map(createAxis);
  throw new PluginError(`the features make a grid of ${cells} cells`, {
    hint: `give them fewer bins: their product may be 1 to ${MAX_CELLS}`,
  });
}

/** Number of the cell, from 0. */
function cellOn(axes: readonly Axis[], { features }: Individual): number {
  return axes.reduce((cell, axis, index) => cell * axis.bins + axis.binOf(features[index] ?? 0), 0);
}

/** Adds the features to their axes; true when the boundaries of one of them moved. */
function see(axes: readonly Axis[], { features }: Individual): boolean {
  let moved = false;
  for (const [index, axis] of axes.entries()) moved = axis.see(features[index] ?? 0) || moved;
  return moved;
}

function checkFeatures({ id, features }: Individual, expected: number): void {
  if (features.length === expected && features.every((value) => Number.isFinite(value))) return;
  throw new TypeError(
    `program ${id} has the features [${features.join(', ')}]: expected ${expected} finite numbers`,
  );
}
