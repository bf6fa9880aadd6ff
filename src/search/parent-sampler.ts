import type { Individual } from '../core/program.ts';
import { crowding, weigh, type ParentChoice } from './parent-choice.ts';
import { createWeightTree } from './weight-tree.ts';

/** Draws parents among the elites of an island. */
export interface ParentSampler {
  /** Takes the elites, best first, as they are now. O(elites log elites). */
  renew(elites: readonly Individual[]): void;
  /** Takes note that an elite was changed; other programs are ignored. O(log elites). */
  noteChild(parent: string): void;
  /** Rank of a parent from 0, where `share`, 0 <= share < 1, is a uniform draw. O(log elites). */
  find(share: number): number;
}

interface Slot {
  rank: number;
  weight: number;
  children: number;
}

/** Creates a sampler without elites. Children are counted from when a program becomes an elite. */
export function createParentSampler(choice: ParentChoice): ParentSampler {
  let slots: ReadonlyMap<string, Slot> = new Map();
  const tree = createWeightTree();
  return {
    renew(elites) {
      const weights = weigh(
        choice,
        elites.map(({ fitness }) => fitness ?? -Infinity),
      );
      const renewed = new Map<string, Slot>();
      for (const [rank, { id }] of elites.entries()) {
        const slot = slots.get(id) ?? { rank, weight: 0, children: 0 };
        slot.rank = rank;
        slot.weight = weights[rank] ?? 0;
        weights[rank] = slot.weight / crowding(choice, slot.children);
        renewed.set(id, slot);
      }
      slots = renewed;
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
