import type { Individual } from '../core/program.ts';
import { crowding, weigh, type ParentChoice } from './parent-choice.ts';
import { createWeightTree } from './weight-tree.ts';

/** Draws parents among the elites of an island. */
export interface ParentSampler {
  /** Replaces the elites, best first. O(elites). */
  renew(elites: readonly Individual[]): void;
  /** Counts a child of an elite; other programs are ignored. O(log elites). */
  noteChild(parent: string): void;
  /** Rank of a parent from 0, where `share`, 0 <= share < 1, is a uniform draw. O(log elites). */
  find(share: number): number;
}

interface Slot {
  readonly rank: number;
  readonly weight: number;
  children: number;
  /** The last renewal that saw the elite. */
  readonly renewal: number;
}

/** Creates a sampler without elites. Children are counted from when a program becomes an elite. */
export function createParentSampler(choice: ParentChoice): ParentSampler {
  const slots = new Map<string, Slot>();
  let renewals = 0;
  const tree = createWeightTree();
  return {
    renew(elites) {
      const weights = weigh(
        choice,
        elites.map(({ fitness }) => fitness ?? -Infinity),
      );
      renewals += 1;
      for (const [rank, { id }] of elites.entries()) {
        const weight = weights[rank] ?? 0;
        const children = slots.get(id)?.children ?? 0;
        slots.set(id, { rank, weight, children, renewal: renewals });
        weights[rank] = weight / crowding(choice, children);
      }
      for (const [id, { renewal }] of slots) if (renewal < renewals) slots.delete(id);
      tree.rebuild(weights);
    },
    noteChild(parent) {
      const slot = slots.get(parent);
      if (slot === undefined) return;
      slot.children += 1;
      tree.set(slot.rank, slot.weight / crowding(choice, slot.children));
    },
    find: (share) => tree.find(share),
  };
}
