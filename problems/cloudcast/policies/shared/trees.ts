import type { Task } from '../../policy.d.ts';

/** A tree of regions: the region before each one but the source. */
export type Tree = ReadonlyMap<number, number>;

/** The path through a tree from the source to a region, both included. */
export function pathTo(tree: Tree, to: number): number[] {
  const path = [to];
  for (let at = tree.get(to); at !== undefined; at = tree.get(at)) path.unshift(at);
  return path;
}

/** A plan in which all parts take the same tree. */
export function planAlong(tree: Tree, { destinations, partitions }: Task): number[][][] {
  return destinations.map((to) => {
    const path = pathTo(tree, to);
    return Array.from({ length: partitions }, () => path);
  });
}
