import type { Elite } from '../../core/search.ts';
import { plural } from './format.ts';

/** The number of elites, by island where there are several: `9 elites on 3 islands: 4, 3, 2`. */
export function elitesText(elites: readonly Elite[]): string {
  const counts = new Map<number, number>();
  for (const { island } of elites) counts.set(island, (counts.get(island) ?? 0) + 1);
  const total = plural(elites.length, 'elite');
  if (counts.size < 2) return total;
  const byIsland = [...counts].toSorted(([a], [b]) => a - b).map(([, count]) => count);
  return `${total} on ${plural(counts.size, 'island')}: ${byIsland.join(', ')}`;
}

/** The reason why a run shows no archive. */
export const UNKNOWN_ARCHIVE =
  'unknown: a log of version 1 does not tell it; the adrs that wrote it shows it';
