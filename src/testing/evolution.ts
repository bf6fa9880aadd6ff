import type { ArchiveUpdate, Search, Selection } from '../core/search.ts';
import type { Individual } from '../core/program.ts';
import { createRng, type Rng } from '../core/rng.ts';
import { individual } from './fixtures.ts';

/** Options of `runSearch`. */
export interface EvolutionOptions {
  /** Programs to tell; at least as many as founders. */
  readonly programs: number;
  /** Programs without parents that come first; 3 by default. */
  readonly founders?: number;
  /** Features of each program; 2 by default. */
  readonly features?: number;
  /** Turns the whole numbers that programs score into fitness; the identity by default. */
  readonly fitness?: (score: number) => number;
  /** Names the streams of the run. */
  readonly seed?: string | number;
}

/** The record of a run. */
export interface Evolution {
  readonly programs: readonly Individual[];
  /** One a program, founders included. */
  readonly selections: readonly Selection[];
  readonly updates: readonly ArchiveUpdate[];
}

/**
 * Runs a search on made-up programs: a child scores a whole number near its parent's and its features drift from its
 * parent's; every fifth program or so fails, never the first. All numbers are exact in floating point.
 */
export function runSearch(search: Search, options: EvolutionOptions): Evolution {
  const { programs, founders = 3, features = 2, fitness = (score) => score, seed = 0 } = options;
  const root = createRng('evolution').fork(seed);
  const genes = new Map<string, Genes>();
  const individuals: Individual[] = [];
  const selections: Selection[] = [];
  const updates: ArchiveUpdate[] = [];
  for (let ordinal = 0; ordinal < programs; ordinal += 1) {
    const rng = root.fork(ordinal);
    const selection = search.ask(ordinal, rng.fork('ask'));
    const parents = ordinal < founders || selection.parent === null ? [] : [selection.parent];
    const gene = mutate(genes.get(parents[0] ?? ''), features, rng);
    const program = individual({
      ordinal,
      island: selection.island,
      parents,
      ...(fails(ordinal, rng) ? { fitness: null } : express(gene, fitness)),
    });
    genes.set(program.id, gene);
    individuals.push(program);
    selections.push(selection);
    updates.push(search.tell(program));
  }
  return { programs: individuals, selections, updates };
}

function fails(ordinal: number, rng: Rng): boolean {
  return ordinal > 0 && rng.next() < 0.2;
}

interface Genes {
  readonly score: number;
  readonly features: readonly number[];
}

function mutate(parent: Genes | undefined, features: number, rng: Rng): Genes {
  return {
    score: (parent?.score ?? -50) + rng.integer(21) - 13,
    features: Array.from(
      { length: features },
      (_, axis) => Math.abs((parent?.features[axis] ?? 1) + rng.normal() / 2) + 2 ** -10,
    ),
  };
}

function express(
  { score, features }: Genes,
  fitness: (score: number) => number,
): Pick<Individual, 'fitness' | 'features' | 'caseFitness'> {
  const caseFitness = [score - 4, score + 4, score - (score % 5), score + (score % 5)].map(
    (value) => fitness(value),
  );
  return { fitness: fitness(score), features, caseFitness };
}
