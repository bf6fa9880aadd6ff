import { dropCauseOf } from '../core/drop-cause.ts';
import type { ProposalDropped } from '../core/events.ts';
import type { DropView } from './run-view.ts';

/** Causes that are kept apart, and characters of a message. */
const MAX_CAUSES = 24;
const MAX_DETAIL = 300;
const OTHERS = 'other causes';

/** Counts dropped proposals by cause, those of models and those of others apart. */
export interface DropTally {
  add(event: ProposalDropped): void;
  /** Those of models first, the commonest cause first. */
  list(): readonly DropView[];
}

/** A tally at zero. */
export function createDropTally(): DropTally {
  const drops = new Map<string, DropView>();
  return {
    add(event) {
      // A proposer that asks a model bears its name.
      const byModel = event.proposer.includes('@') || event.spending !== undefined;
      const known = dropCauseOf(event);
      const keyOf = (cause: string): string => `${String(byModel)} ${cause}`;
      const isKept = drops.has(keyOf(known)) || drops.size < MAX_CAUSES;
      const cause = isKept ? known : OTHERS;
      const count = (drops.get(keyOf(cause))?.count ?? 0) + 1;
      drops.set(keyOf(cause), { cause, count, detail: event.detail.slice(0, MAX_DETAIL), byModel });
    },
    list: () =>
      [...drops.values()].toSorted(
        (a, b) => Number(b.byModel) - Number(a.byModel) || b.count - a.count,
      ),
  };
}
