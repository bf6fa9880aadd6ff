/** No node. */
export const NONE = -1;
/** The node of the empty prefix. */
export const ROOT = 0;

/**
 * A tree of prefixes, each node one value behind its parent, in flat arrays. Children are found by a hash
 * of parent and value; buckets are linked lists. Numbers of removed nodes are used again.
 */
export class PrefixTree {
  readonly #mask: number;
  readonly #heads: Int32Array;
  readonly #next: Int32Array;
  readonly #parents: Int32Array;
  readonly #values: Int32Array;
  /** Numbers of removed nodes, as a stack. */
  readonly #free: Int32Array;
  #freed = 0;
  #used = ROOT + 1;

  /** `most`: nodes that are there at any moment, the root among them. */
  constructor(most: number) {
    const buckets = 2 ** Math.ceil(Math.log2(2 * most));
    this.#mask = buckets - 1;
    this.#heads = new Int32Array(buckets).fill(NONE);
    this.#next = new Int32Array(most);
    this.#parents = new Int32Array(most);
    this.#values = new Int32Array(most);
    this.#free = new Int32Array(most);
  }

  /** The child of a node for a value, or NONE. */
  find(parent: number, value: number): number {
    let node = this.#heads[this.#bucketOf(parent, value)] ?? NONE;
    while (node !== NONE && (this.#parents[node] !== parent || this.#values[node] !== value)) {
      node = this.#next[node] ?? NONE;
    }
    return node;
  }

  /** Makes a child that is not there yet. */
  add(parent: number, value: number): number {
    const node = this.#unusedNode();
    const bucket = this.#bucketOf(parent, value);
    this.#parents[node] = parent;
    this.#values[node] = value;
    this.#next[node] = this.#heads[bucket] ?? NONE;
    this.#heads[bucket] = node;
    return node;
  }

  /** Removes a node that has no children. */
  remove(node: number): void {
    const bucket = this.#bucketOf(this.#parents[node] ?? ROOT, this.valueOf(node));
    const following = this.#next[node] ?? NONE;
    let at = this.#heads[bucket] ?? NONE;
    if (at === node) this.#heads[bucket] = following;
    else {
      while (this.#next[at] !== node) at = this.#next[at] ?? NONE;
      this.#next[at] = following;
    }
    this.#free[this.#freed] = node;
    this.#freed += 1;
  }

  /** The value a node stands for. */
  valueOf(node: number): number {
    return this.#values[node] ?? 0;
  }

  #unusedNode(): number {
    if (this.#freed === 0) {
      this.#used += 1;
      return this.#used - 1;
    }
    this.#freed -= 1;
    return this.#free[this.#freed] ?? ROOT;
  }

  #bucketOf(parent: number, value: number): number {
    const mixed = Math.imul(parent, 0x9e3779b1) ^ Math.imul(value, 0x85ebca6b);
    return (mixed ^ (mixed >>> 15)) & this.#mask;
  }
}
