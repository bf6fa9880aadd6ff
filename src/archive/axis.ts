import type { FeatureScale } from '../core/problem.ts';
import { createValueSample } from './value-sample.ts';

/** One feature of a grid, cut into bins. */
export interface Axis {
  readonly bins: number;
  /** From 0 to `bins - 1`; values outside the range fall into the first or the last bin. */
  binOf(value: number): number;
  /** Adds a value; true when the boundaries moved, so that values may have changed bins. */
  see(value: number): boolean;
}

/** Creates the axis of a scale. */
export function createAxis(scale: FeatureScale): Axis {
  if (scale.type === 'quantile') return quantileAxis(scale.bins);
  const { bins, range } = scale;
  const along = scale.type === 'log' ? Math.log : (value: number): number => value;
  const [low, high] = [along(range[0]), along(range[1])];
  return {
    bins,
    binOf(value) {
      // The logarithm of a value that is not positive is NaN or -Infinity: the first bin.
      const share = (along(value) - low) / (high - low);
      return share > 0 ? Math.min(bins - 1, Math.floor(share * bins)) : 0;
    },
    see: () => false,
  };
}

/**
 * The boundaries are checked after each arrival up to this one, later only when the number of
 * values has grown by a sixteenth: a share of all values can hardly move faster.
 */
const CHECK_ALWAYS_UNTIL = 32;
const CHECK_GROWTH_FACTOR = 17 / 16;
/** The part of a bin's share that a boundary may be off by before the boundaries are computed again. */
const BOUNDARY_TOLERANCE = 0.5;

/** Bins that hold equal shares of the values seen. A value equal to a boundary is below it. */
function quantileAxis(bins: number): Axis {
  const sample = createValueSample();
  const cuts = new Float64Array(bins - 1);
  let nextLook = 1;

  const hasDrifted = (): boolean =>
    cuts.some((cut, index) => {
      const target = (index + 1) / bins;
      const [below, notAbove] = sample.rankOf(cut);
      return Math.max(below - target, target - notAbove) > BOUNDARY_TOLERANCE / bins;
    });

  return {
    bins,
    binOf(value) {
      let low = 0;
      let high = cuts.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((cuts[middle] ?? 0) < value) low = middle + 1;
        else high = middle;
      }
      return low;
    },
    see(value) {
      sample.add(value);
      if (sample.seen < nextLook) return false;
      nextLook =
        sample.seen < CHECK_ALWAYS_UNTIL ? sample.seen + 1 : sample.seen * CHECK_GROWTH_FACTOR;
      // While there are no more values than bins each gets a bin of its own.
      if (sample.seen > bins && !hasDrifted()) return false;
      for (let index = 0; index < cuts.length; index += 1) {
        cuts[index] = sample.quantile((index + 1) / bins);
      }
      return true;
    },
  };
}
