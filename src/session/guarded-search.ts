import { PluginError } from '../core/errors.ts';
import type { ArchiveUpdate, Search, Selection } from '../core/search.ts';
import { guardedCall } from './guarded-call.ts';

/**
 * A search from outside adrs whose failures name it: what it throws, a selection of a program that it was never
 * told, and an answer to `tell` that is no update become a PluginError. `file` is where the search comes from.
 */
export function guardedSearch(search: Search, file: string): Search {
  const told = new Set<string>();
  const guarded = <T>(verb: keyof Search, call: () => T): T =>
    guardedCall({ sort: 'search', file, verb }, call);
  return {
    ask: (ordinal, rng) =>
      knownPrograms(
        guarded('ask', () => search.ask(ordinal, rng)),
        told,
        file,
      ),
    tell(individual) {
      const update = guarded('tell', () => search.tell(individual));
      if (!isUpdate(update)) {
        throw new PluginError(`search ${file}: "tell" answered no ArchiveUpdate`, {
          hint: 'answer what tell of createPopulation answers, or { placement, cell, replaces, changes }',
        });
      }
      told.add(individual.id);
      return update;
    },
    elites: () => guarded('elites', () => search.elites()),
  };
}

function knownPrograms(selection: Selection, told: ReadonlySet<string>, file: string): Selection {
  const { parent, inspirations } = selection;
  const unknown = [parent, ...inspirations].find((id) => id !== null && !told.has(id));
  if (unknown === undefined) return selection;
  throw new PluginError(
    `search ${file}: "ask" selected ${String(unknown)}, which it was not told`,
    {
      hint: 'select ids of programs that tell was called with, or null as the parent',
    },
  );
}

/** Types do not reach a plug-in in JavaScript. */
function isUpdate(update: unknown): update is ArchiveUpdate {
  return (
    typeof update === 'object' &&
    update !== null &&
    'placement' in update &&
    'changes' in update &&
    Array.isArray(update.changes)
  );
}
