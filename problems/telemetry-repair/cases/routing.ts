import type { Link, Network } from './networks.ts';

/** Lengths that differ by less than this are equal. */
const TIE = 1e-9;

/** Traffic on every link: `[link][0]` from its first end to its second, `[link][1]` back. */
export type Loads = readonly (readonly [forth: number, back: number])[];

/** Shortest lengths between all routers (Floyd and Warshall); Infinity where there is no path. */
export function distancesIn({ routers, links }: Network): readonly (readonly number[])[] {
  let far = Array.from({ length: routers }, (_, from) =>
    Array.from({ length: routers }, (__, to) => (from === to ? 0 : directLength(links, from, to))),
  );
  for (let middle = 0; middle < routers; middle += 1) {
    const onward = far[middle] ?? [];
    far = far.map((row) =>
      row.map((length, to) => Math.min(length, (row[middle] ?? 0) + (onward[to] ?? 0))),
    );
  }
  return far;
}

function directLength(links: readonly Link[], from: number, to: number): number {
  const between = links.filter(
    (link) => (link.from === from && link.to === to) || (link.from === to && link.to === from),
  );
  return Math.min(Infinity, ...between.map(({ length }) => length));
}

/**
 * Sends every demand on shortest paths, in equal parts over all next hops of equal length. `demand` has
 * the shape [from, to].
 */
export function loadsOf(network: Network, demand: readonly (readonly number[])[]): Loads {
  const far = distancesIn(network);
  const loads = network.links.map((): [number, number] => [0, 0]);
  for (let to = 0; to < network.routers; to += 1) {
    const left = demand.map((row) => row[to] ?? 0);
    const distance = far.map((row) => row[to] ?? 0);
    const order = [...left.keys()].toSorted((a, b) => (distance[b] ?? 0) - (distance[a] ?? 0));
    for (const router of order) {
      if (router === to) continue;
      const hops = nextHops(network, distance, router);
      const share = (left[router] ?? 0) / hops.length;
      for (const { link, way, next } of hops) {
        (loads[link] ?? [0, 0])[way] += share;
        left[next] = (left[next] ?? 0) + share;
      }
    }
  }
  return loads;
}

interface Hop {
  readonly link: number;
  /** 0 from the first end of the link to its second, 1 back. */
  readonly way: 0 | 1;
  readonly next: number;
}

/** The first hops of the shortest paths from a router to where `distance` counts to. */
function nextHops({ links }: Network, distance: readonly number[], router: number): Hop[] {
  return links.flatMap(({ from, to, length }, link) => {
    if (router !== from && router !== to) return [];
    const way = router === from ? 0 : 1;
    const next = way === 0 ? to : from;
    const detour = (distance[next] ?? 0) + length - (distance[router] ?? 0);
    return Math.abs(detour) < TIE ? [{ link, way, next }] : [];
  });
}
