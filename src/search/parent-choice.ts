import { ConfigError } from '../core/errors.ts';
import { meanOf } from '../stats/mean.ts';
import { medianOfSorted } from '../stats/median.ts';

/** Rule that draws a parent among the elites of an island. None depends on the unit or the zero of fitness. */
export type ParentChoice =
  /**
   * Chance in proportion to sigmoid(10 (fitness - median) / MAD) / (1 + children), where children are those
   * the elite had on this island since it became one (ShinkaEvolve: Lange et al., 2025).
   */
  | { readonly type: 'weighted' }
  /** exp(fitness / (temperature MAD)): at temperature 1 one MAD more is worth a factor of e. */
  | { readonly type: 'softmax'; readonly temperature: number }
  /** rank^-exponent, the best having rank 1. */
  | { readonly type: 'rank'; readonly exponent: number }
  | { readonly type: 'uniform' };

/** Weight of one MAD in the sigmoid. */
const SHARPNESS = 10;

/** Throws ConfigError when a parameter makes no distribution. */
export function checkParentChoice(choice: ParentChoice): void {
  const [name, value, valid] =
    choice.type === 'softmax'
      ? ['temperature', choice.temperature, choice.temperature > 0]
      : choice.type === 'rank'
        ? ['exponent', choice.exponent, choice.exponent >= 0]
        : ['', 0, true];
  if (valid && Number.isFinite(value)) return;
  throw new ConfigError(`search: parent choice ${choice.type} has the ${name} ${value}`, {
    hint: 'the temperature must be finite and above 0, the exponent finite and at least 0',
  });
}

/**
 * The weight of each elite before its children are counted. `fitness` is sorted, best first. The same values
 * times a power of two give the very same weights.
 */
export function weigh(choice: ParentChoice, fitness: readonly number[]): number[] {
  switch (choice.type) {
    case 'weighted':
      return standardise(fitness).map((z) => 1 / (1 + Math.exp(-SHARPNESS * z)));
    case 'softmax': {
      const scores = standardise(fitness);
      return scores.map((z) => Math.exp((z - (scores[0] ?? z)) / choice.temperature));
    }
    case 'rank':
      return fitness.map((_, index) => (index + 1) ** -choice.exponent);
    case 'uniform':
      break;
  }
  return fitness.map(() => 1);
}

/** The divisor of an elite's weight for the children it already had. */
export function crowding(choice: ParentChoice, children: number): number {
  return choice.type === 'weighted' ? 1 + children : 1;
}

/** Keeps the differences of standardised values finite. */
const LIMIT = 1e300;

/**
 * (fitness - median) / MAD. Where more than half of the values are equal the MAD is 0 and the mean absolute
 * deviation stands in; where all are equal every result is 0.
 */
function standardise(fitness: readonly number[]): number[] {
  const unit = safeUnit(Math.max(Math.abs(fitness[0] ?? 0), Math.abs(fitness.at(-1) ?? 0)));
  const scaled = fitness.map((value) => value * unit);
  const centre = medianOfSorted(scaled);
  const offsets = scaled.map((value) => value - centre);
  const distances = sortedDistances(offsets);
  const spread = medianOfSorted(distances) || meanOf(distances) || 1;
  return offsets.map((offset) => Math.max(-LIMIT, Math.min(LIMIT, offset / spread)));
}

/** Distances from 0, largest first, of sorted values: the largest is at one of the ends. O(values). */
function sortedDistances(sorted: readonly number[]): number[] {
  const distances: number[] = [];
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const [first, last] = [Math.abs(sorted[low] ?? 0), Math.abs(sorted[high] ?? 0)];
    distances.push(Math.max(first, last));
    if (first >= last) low += 1;
    else high -= 1;
  }
  return distances;
}

/** A power of two, so exact, that keeps differences of huge values finite and those of tiny ones normal. */
function safeUnit(largest: number): number {
  if (largest > 2 ** 1000) return 2 ** -64;
  return largest < 2 ** -900 ? 2 ** 900 : 1;
}
