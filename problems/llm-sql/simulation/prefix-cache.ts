import { NONE, PrefixTree, ROOT } from './prefix-tree.ts';

/** A cache of prompt prefixes, whole cells at a time. */
export interface PrefixCache {
  /**
   * Asks for a prompt, given by its value ids, and keeps it. Answers the weight of the longest prefix
   * that was there, in the unit of the weights.
   */
  readonly ask: (prompt: Int32Array) => number;
}

/** Sizes of a prefix cache. */
export interface PrefixCacheOptions {
  /** By value id. */
  readonly weights: Int32Array;
  /** Cells of all prompts that will be asked. */
  readonly cells: number;
  /** Weight above which the least recently used prefixes go; Infinity keeps all. */
  readonly capacity: number;
}

/**
 * A tree of prompts with the eviction of RadixAttention (Zheng et al., "SGLang", 2024): when a prompt is
 * done and the kept cells weigh more than the capacity, the leaf that was used least recently goes,
 * until they do not.
 */
export function createPrefixCache({ weights, cells, capacity }: PrefixCacheOptions): PrefixCache {
  const tree = new PrefixTree(cells + 1);
  const recency = createRecency(cells + 1);
  const path = new Int32Array(cells + 1);
  let held = 0;
  const evict = (): void => {
    while (held > capacity) {
      const leaf = recency.oldest();
      held -= weights[tree.valueOf(leaf)] ?? 0;
      recency.drop(leaf);
      tree.remove(leaf);
    }
  };
  return {
    ask(prompt) {
      let node: number = ROOT;
      let hit = 0;
      let isHit = true;
      for (let position = 0; position < prompt.length; position += 1) {
        const value = prompt[position] ?? 0;
        const weight = weights[value] ?? 0;
        const known: number = isHit ? tree.find(node, value) : NONE;
        isHit = known !== NONE;
        node = isHit ? known : tree.add(node, value);
        if (isHit) hit += weight;
        else held += weight;
        path[position] = node;
      }
      // From the end: a prefix is always newer than what continues it, so the oldest node is a leaf.
      for (let position = prompt.length - 1; position >= 0; position -= 1) {
        recency.touch(path[position] ?? ROOT);
      }
      evict();
      return hit;
    },
  };
}

interface Recency {
  /** Makes a node the newest. */
  readonly touch: (node: number) => void;
  readonly drop: (node: number) => void;
  readonly oldest: () => number;
}

/** A ring of nodes by age; the root is where it begins and ends. */
function createRecency(most: number): Recency {
  const newer = new Int32Array(most).fill(NONE);
  const older = new Int32Array(most);
  newer[ROOT] = ROOT;
  const drop = (node: number): void => {
    const after = newer[node] ?? ROOT;
    const before = older[node] ?? ROOT;
    older[after] = before;
    newer[before] = after;
    newer[node] = NONE;
  };
  return {
    touch(node) {
      if (newer[node] !== NONE) drop(node);
      const second = older[ROOT] ?? ROOT;
      older[ROOT] = node;
      newer[node] = ROOT;
      older[node] = second;
      newer[second] = node;
    },
    drop,
    oldest: () => newer[ROOT] ?? ROOT,
  };
}
