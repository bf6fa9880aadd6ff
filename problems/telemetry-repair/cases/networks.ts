import type { Rng } from 'adrs-lab/sim';

/** A link between two routers; both directions have the same length. */
export interface Link {
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

/** Routers, the links between them, and where hosts are. */
export interface Network {
  readonly routers: number;
  readonly links: readonly Link[];
  /** Whether a router has hosts, from which traffic comes and to which it goes. Shape [routers]. */
  readonly hasHosts: readonly boolean[];
}

/** Kinds of networks. */
export const TOPOLOGIES = {
  /** Routers on a plane, the shortest links that connect them and a quarter more: as sparse as Abilene. */
  backbone: (rng: Rng): Network => {
    const sites = drawSites(rng, 10 + rng.integer(11));
    const tree = spanningTree(sites);
    const rest = allLinks(sites).filter((link) => !tree.some((one) => isSame(one, link)));
    rest.sort((one, other) => one.length - other.length);
    const extra = Math.round(sites.length * 1.25) - tree.length;
    return open(sites.length, [...tree, ...rest.slice(0, extra)]);
  },
  /** Links by Waxman's law (1988), probability 0.6 exp(-d / 0.3), and what connects the rest. */
  waxman: (rng: Rng): Network => {
    const sites = drawSites(rng, 8 + rng.integer(9));
    const drawn = allLinks(sites).filter(
      ({ length }) => rng.next() < 0.6 * Math.exp(-length / 0.3),
    );
    const tree = spanningTree(sites).filter((link) => !drawn.some((one) => isSame(one, link)));
    return open(sites.length, [...drawn, ...tree]);
  },
  /** A ring with a chord for every fourth router. */
  ring: (rng: Rng): Network => {
    const routers = 8 + rng.integer(9);
    const links = Array.from({ length: routers }, (_, from) => ({
      from,
      to: (from + 1) % routers,
      length: 0.5 + rng.next(),
    }));
    for (let chord = 0; chord < Math.floor(routers / 4); chord += 1) {
      const from = rng.integer(routers);
      const to = (from + 2 + rng.integer(routers - 3)) % routers;
      const link = { from, to, length: 0.5 + rng.next() };
      if (!links.some((one) => isSame(one, link))) links.push(link);
    }
    return open(routers, links);
  },
  /** The fat tree of 4-port switches (Al-Fares, 2008): 4 core, 8 aggregation and 8 edge switches. */
  'fat-tree': (): Network => {
    const links: Link[] = [];
    for (let aggregation = 0; aggregation < 8; aggregation += 1) {
      const pod = Math.floor(aggregation / 2);
      for (let port = 0; port < 2; port += 1) {
        links.push({ from: 2 * (aggregation % 2) + port, to: 4 + aggregation, length: 1 });
        links.push({ from: 4 + aggregation, to: 12 + 2 * pod + port, length: 1 });
      }
    }
    return { routers: 20, links, hasHosts: Array.from({ length: 20 }, (_, at) => at >= 12) };
  },
} as const satisfies Record<string, (rng: Rng) => Network>;

type Site = readonly [x: number, y: number];

function drawSites(rng: Rng, count: number): readonly Site[] {
  return Array.from({ length: count }, () => [rng.next(), rng.next()]);
}

function open(routers: number, links: readonly Link[]): Network {
  return { routers, links, hasHosts: Array.from({ length: routers }, () => true) };
}

function isSame(one: Link, other: Link): boolean {
  return (
    (one.from === other.from && one.to === other.to) ||
    (one.from === other.to && one.to === other.from)
  );
}

function allLinks(sites: readonly Site[]): Link[] {
  return sites.flatMap(([x, y], to) =>
    sites.slice(0, to).map(([u, v], from) => ({ from, to, length: Math.hypot(x - u, y - v) })),
  );
}

/** The shortest links that connect all sites (Kruskal). */
function spanningTree(sites: readonly Site[]): Link[] {
  const part = sites.map((_, site) => site);
  const links = allLinks(sites).toSorted((one, other) => one.length - other.length);
  return links.filter(({ from, to }) => {
    const [kept, gone] = [part[from] ?? 0, part[to] ?? 0];
    for (const [site, of] of part.entries()) if (of === gone) part[site] = kept;
    return kept !== gone;
  });
}
