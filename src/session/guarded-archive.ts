import { PluginError } from '../core/errors.ts';
import type { Archive } from '../core/search.ts';
import { guardedCall } from './guarded-call.ts';

const PLACEMENTS: readonly unknown[] = ['new', 'improved', 'not-added'];

/**
 * An archive from outside adrs whose failures name it: what it throws, and an answer to `add` that is no
 * Placement, become a PluginError. `file` is where the archive comes from.
 */
export function guardedArchive(archive: Archive, file: string): Archive {
  return {
    get size() {
      return archive.size;
    },
    add(individual) {
      const placement = guardedCall({ sort: 'archive', file, verb: 'add' }, () =>
        archive.add(individual),
      );
      if (PLACEMENTS.includes(placement)) return placement;
      throw new PluginError(`archive ${file}: "add" answered ${JSON.stringify(placement)}`, {
        hint: 'answer "new", "improved" or "not-added"',
      });
    },
    elites: () => guardedCall({ sort: 'archive', file, verb: 'elites' }, () => archive.elites()),
  };
}
