import { createRng, type Rng } from 'adrs-lab/sim';
import { FAULTS, tamper, type Truth } from './faults.ts';
import { TOPOLOGIES, type Link, type Network } from './networks.ts';
import { distancesIn, loadsOf, type Loads } from './routing.ts';
import type { TelemetryCase } from './workload.ts';

/** Cases of every fault in every kind of network, by split. */
export const SPLIT_ROUNDS = { train: 2, validation: 2, test: 4 } as const;

/** Median rate of the published counters, in Mbit/s. */
const MEDIAN_MBPS = 175;
/** Spread of the weights of routers, of whose products the demands are made. */
const WEIGHT_SIGMA = 0.8;
/** Share of the links that are taken down, where the network stays connected. */
const DOWN_SHARE = 0.05;

/** Cases of a split. Equal names give equal cases; different names draw from independent streams. */
export function generateCases(split: string, rounds: number): readonly TelemetryCase[] {
  const rng = createRng('telemetry-repair').fork(split);
  return Array.from({ length: rounds }, (_, round) =>
    FAULTS.flatMap((group) =>
      Object.entries(TOPOLOGIES).map(([topology, make]): TelemetryCase => {
        const id = `${group}-${topology}-${round}`;
        const stream = rng.fork(id);
        const truth = shuffled(drawTruth(make(stream.fork('network')), stream), stream);
        return { id, group, form: 'expected', ...tamper(truth, group, stream.fork('faults')) };
      }),
    ),
  ).flat();
}

/** Traffic by a gravity model on shortest paths, some links down. */
function drawTruth(network: Network, rng: Rng): Truth {
  const isDown = drawDown(network, rng);
  const demand = gravity(network, rng);
  const working = { ...network, links: network.links.filter((_, link) => isDown[link] === false) };
  const busy = loadsOf(working, demand)[Symbol.iterator]();
  const loads = isDown.map((down): Loads[number] =>
    down ? [0, 0] : (busy.next().value ?? [0, 0]),
  );
  const truth = { router: [] as number[], peer: [] as number[], up: [] as number[] };
  const flow: number[] = [];
  for (const [link, { from, to }] of network.links.entries()) {
    const [forth, back] = loads[link] ?? [0, 0];
    const up = isDown[link] === true ? 0 : 1;
    truth.router.push(from, to);
    truth.peer.push(2 * link + 1, 2 * link);
    truth.up.push(up, up);
    flow.push(back, forth, forth, back);
  }
  for (const [router, hosts] of network.hasHosts.entries()) {
    if (!hosts) continue;
    truth.router.push(router);
    truth.peer.push(-1);
    truth.up.push(1);
    flow.push(sumOf(demand[router] ?? []), sumOf(demand.map((row) => row[router] ?? 0)));
  }
  const scale = MEDIAN_MBPS / medianOf(loads.flat().filter((load) => load > 0));
  return { ...truth, flow: flow.map((mean) => scale * mean) };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? 1;
}

/** Which links are down; the rest still connects all routers. */
function drawDown(network: Network, rng: Rng): readonly boolean[] {
  let links: readonly Link[] = network.links;
  return network.links.map((link) => {
    if (rng.next() >= DOWN_SHARE) return false;
    const rest = links.filter((one) => one !== link);
    const [fromFirst] = distancesIn({ ...network, links: rest });
    if (fromFirst?.every(Number.isFinite) !== true) return false;
    links = rest;
    return true;
  });
}

/** Demand in proportion to the product of log-normal weights. Shape [from, to]. */
function gravity({ hasHosts }: Network, rng: Rng): readonly (readonly number[])[] {
  const drawn = (): readonly number[] =>
    hasHosts.map((hosts) => (hosts ? Math.exp(WEIGHT_SIGMA * rng.normal()) : 0));
  const [sends, receives] = [drawn(), drawn()];
  return sends.map((weight, from) =>
    receives.map((other, to) => (from === to ? 0 : weight * other)),
  );
}

/** The same network with routers and interfaces numbered at random, so that numbers tell nothing. */
function shuffled({ router, peer, up, flow }: Truth, rng: Rng): Truth {
  const order = rng.shuffle(router.map((_, index) => index));
  const names = rng.shuffle(Array.from({ length: 1 + Math.max(...router) }, (_, name) => name));
  const place = order.map(() => 0);
  for (const [index, before] of order.entries()) place[before] = index;
  return {
    router: order.map((before) => names[router[before] ?? 0] ?? 0),
    peer: order.map((before) => place[peer[before] ?? -1] ?? -1),
    up: order.map((before) => up[before] ?? 0),
    flow: order.flatMap((before) => [flow[2 * before] ?? 0, flow[2 * before + 1] ?? 0]),
  };
}
