import type { Rng } from '../core/rng.ts';
import type { ProgramTree } from './program-tree.ts';
import type { TextEdit } from '../syntax/text-edits.ts';

/** One way to change a program. Pure: everything random comes from the material's rng. */
export interface Operator {
  /** A few words, as they appear in a proposal's note. */
  readonly name: string;
  /** Relative frequency. */
  readonly weight: number;
  /** Edits against the tree's text; undefined when it finds no place or no change this time. */
  apply(this: void, tree: ProgramTree, material: Material): readonly TextEdit[] | undefined;
}

export interface Material {
  readonly rng: Rng;
  /** Other programs whose parts may be used, best first. */
  readonly donors: readonly ProgramTree[];
}

/** One of several things at random; undefined when there are none. */
export function pickFrom<T>(rng: Rng, items: readonly T[]): T | undefined {
  return items.length === 0 ? undefined : rng.pick(items);
}
