import { meanOf, standardErrorOf } from './mean.ts';

/** Mean of the differences of pairs, and its standard error: smaller than that of two independent means. */
export interface PairedDifference {
  readonly mean: number;
  /** 0 of a single pair. */
  readonly standardError: number;
}

/** `ours` less `theirs`, pair by pair; a value without a partner counts as equal to it. */
export function pairedDifference(
  ours: readonly number[],
  theirs: readonly number[],
): PairedDifference {
  const differences = ours.map((value, index) => value - (theirs[index] ?? value));
  return { mean: meanOf(differences), standardError: standardErrorOf(differences) };
}
