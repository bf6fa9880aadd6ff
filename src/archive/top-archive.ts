import type { Archive } from '../core/search.ts';
import { ConfigError } from '../core/errors.ts';
import { createRanking, isScored } from './ranking.ts';

/** Options of an archive of the best. */
export interface TopArchiveOptions {
  /** The most programs kept; at least 1. */
  readonly size: number;
}

/**
 * Keeps the best programs, whatever they look like. A newcomer must be strictly better than the last one
 * of a full archive. An `add` costs O(log size) and throws TypeError on a fitness that is not finite.
 */
export function createTopArchive({ size }: TopArchiveOptions): Archive {
  if (!Number.isInteger(size) || size < 1) {
    throw new ConfigError(`a top archive cannot hold ${size} programs`, {
      hint: 'its size is a whole number from 1',
    });
  }
  const ranking = createRanking();
  const kept = new Set<string>();
  return {
    get size() {
      return ranking.size;
    },
    add(individual) {
      if (!isScored(individual) || kept.has(individual.id)) return 'not-added';
      const last = ranking.size < size ? undefined : ranking.last();
      if (last !== undefined && last.fitness >= individual.fitness) return 'not-added';
      if (last !== undefined) {
        ranking.remove(last);
        kept.delete(last.id);
      }
      ranking.insert(individual);
      kept.add(individual.id);
      return last === undefined ? 'new' : 'improved';
    },
    elites: () => ranking.toArray(),
  };
}
