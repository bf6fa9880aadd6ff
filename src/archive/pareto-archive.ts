import type { Archive } from '../core/search.ts';
import { ConfigError } from '../core/errors.ts';
import { createRanking, isScored, type ScoredIndividual } from './ranking.ts';

/** Options of a Pareto archive. */
export interface ParetoArchiveOptions {
  /** The most programs kept; at least 1. */
  readonly size: number;
}

/**
 * Keeps the programs that are best on some case, so that a specialist survives a better average (the per-case
 * front of GEPA: Agrawal et al., "Reflective prompt evolution can outperform reinforcement learning", 2025).
 *
 * A program stays while it leads on a case, ties included, and no other is at least as good on every case;
 * of programs equal on every case the first one stays. The best by fitness always stays, even where it
 * leads nowhere. When there are too many, the one that leads on the fewest cases leaves, then the
 * worse, then the newer. Programs without case results compete by their fitness alone.
 *
 * An `add` costs O(cases x size), however long the run is. It throws TypeError on a fitness that is not
 * finite and on case results that are not finite or not as many as before.
 */
export function createParetoArchive({ size }: ParetoArchiveOptions): Archive {
  if (!Number.isInteger(size) || size < 1) {
    throw new ConfigError(`a Pareto archive cannot hold ${size} programs`, {
      hint: 'its size is a whole number from 1',
    });
  }
  const ranking = createRanking();
  let cases: number | undefined;
  return {
    get size() {
      return ranking.size;
    },
    add(individual) {
      if (!isScored(individual)) return 'not-added';
      cases = checkResults(individual, cases);
      const members = ranking.toArray();
      const [best] = members;
      const champion = best !== undefined && best.fitness >= individual.fitness ? best : individual;
      if (champion === best && members.some((member) => covers(member, individual))) {
        return 'not-added';
      }
      const rivals = members.filter((member) => !covers(individual, member));
      const staying = frontOf([...rivals, individual], { champion, size });
      if (!staying.has(individual)) return 'not-added';
      for (const member of members) if (!staying.has(member)) ranking.remove(member);
      ranking.insert(individual);
      return ranking.size > members.length ? 'new' : 'improved';
    },
    elites: () => ranking.toArray(),
  };
}

function resultsOf({ caseFitness, fitness }: ScoredIndividual): readonly number[] {
  return caseFitness.length > 0 ? caseFitness : [fitness];
}

function checkResults(individual: ScoredIndividual, expected: number | undefined): number {
  const results = resultsOf(individual);
  if (!results.every((value) => Number.isFinite(value))) {
    throw new TypeError(`program ${individual.id} has a case result that is not finite`);
  }
  if (expected !== undefined && results.length !== expected) {
    throw new TypeError(
      `program ${individual.id} has ${results.length} case results: expected ${expected}`,
    );
  }
  return results.length;
}

/** Whether `a` is at least as good as `b` on every case. */
function covers(a: ScoredIndividual, b: ScoredIndividual): boolean {
  const others = resultsOf(b);
  return resultsOf(a).every((value, index) => value >= (others[index] ?? Infinity));
}

/** The programs that lead on a case and the champion, at most `size` of them. */
function frontOf(
  candidates: readonly ScoredIndividual[],
  { champion, size }: { readonly champion: ScoredIndividual; readonly size: number },
): ReadonlySet<ScoredIndividual> {
  const best = [...resultsOf(champion)];
  for (const candidate of candidates) {
    for (const [index, value] of resultsOf(candidate).entries()) {
      best[index] = Math.max(best[index] ?? value, value);
    }
  }
  const leads = candidates.map((candidate) => ({
    candidate,
    count: resultsOf(candidate).filter((value, index) => value === best[index]).length,
  }));
  const others = leads
    .filter(({ candidate, count }) => count > 0 && candidate !== champion)
    .toSorted(
      (a, b) =>
        b.count - a.count ||
        b.candidate.fitness - a.candidate.fitness ||
        a.candidate.ordinal - b.candidate.ordinal,
    );
  return new Set([champion, ...others.slice(0, size - 1).map(({ candidate }) => candidate)]);
}
