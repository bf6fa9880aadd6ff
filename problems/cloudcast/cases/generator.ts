import { createRng, type Rng } from 'adrs-lab/sim';
import { CONTINENTS, PLACES, SPEEDS, TARIFFS, type Provider } from './tariffs.ts';
import { PROVIDERS, PUBLISHED_TRANSFER, type Workload } from './workload.ts';

const NAMES = ['aws', 'gcp', 'azure'] as const;

/** Regions of each provider in a generated cloud. */
const MIN_REGIONS = 6;
const MAX_REGIONS = 10;

interface Region {
  readonly provider: Provider;
  readonly continent: (typeof CONTINENTS)[number];
  readonly name: string;
  /** Factors on its prices within the provider, and on its prices to others. */
  readonly marks: { readonly own: number; readonly away: number };
}

/**
 * Makes the cases of a split: `count` broadcasts inside each provider and as many times three among
 * all of them, every one in clouds of its own. Equal arguments give equal cases, different splits share
 * no stream.
 */
export function generateCases(split: string, count: number): readonly Workload[] {
  const rng = createRng('cloudcast').fork(split);
  return Array.from({ length: count }, (_, index) => [
    ...NAMES.map((provider) =>
      broadcast(`intra-${provider}-${index}`, rng.fork(`${provider}${index}`), provider),
    ),
    ...NAMES.map((_name, at) => broadcast(`inter-${index}-${at}`, rng.fork(`all${index}-${at}`))),
  ]).flat();
}

/** A broadcast among the regions of `provider`, or of all of them; relays may be anywhere. */
function broadcast(id: string, rng: Rng, provider?: Provider): Workload {
  const regions = shuffled(
    NAMES.flatMap((name) => regionsOf(name, rng)),
    rng,
  );
  const ends = shuffled([...regions.keys()], rng).filter(
    (at) => provider === undefined || regions[at]?.provider === provider,
  );
  const [source = 0, ...others] = ends;
  const pairs = regions.flatMap((from) => regions.map((to) => edgeOf(from, to, rng)));
  return {
    id,
    group: provider === undefined ? 'inter' : 'intra',
    timeForm: 'shared',
    regions: regions.map(({ name }) => name),
    source,
    destinations: others.slice(0, 4 + rng.integer(4)),
    pricePerGb: pairs.map(({ price }) => price),
    gbps: pairs.map(({ gbps }) => gbps),
    ingressGbps: regions.map((region) => PROVIDERS[region.provider].ingressGbps),
    egressGbps: regions.map((region) => PROVIDERS[region.provider].egressGbps),
    ...PUBLISHED_TRANSFER,
  };
}

/** A provider's regions on continents drawn as often as it has regions there. */
function regionsOf(provider: Provider, rng: Rng): readonly Region[] {
  const places = CONTINENTS.flatMap((continent) =>
    Array.from({ length: PLACES[provider][continent] }, () => continent),
  );
  const count = MIN_REGIONS + rng.integer(MAX_REGIONS - MIN_REGIONS + 1);
  return shuffled(places, rng)
    .slice(0, count)
    .map((continent, index) => ({
      provider,
      continent,
      name: `${provider}:${continent}-${index}`,
      marks: { own: Math.exp(0.1 * rng.normal()), away: Math.exp(0.3 * rng.normal()) },
    }));
}

function edgeOf(
  from: Region,
  to: Region,
  rng: Rng,
): { readonly price: number; readonly gbps: number } {
  if (from === to) return { price: 0, gbps: 0 };
  const gbps = round(between(SPEEDS[from.provider][to.provider], rng.next()), 1e3);
  return { price: Math.max(round(tariff(from, to), 1e4), 0.005), gbps };
}

/** USD per GB. */
function tariff({ provider, continent, marks }: Region, to: Region): number {
  const { near, far, away } = TARIFFS[provider];
  if (provider !== to.provider) return marks.away * away[continent];
  return marks.own * (continent === to.continent ? near : far)[continent];
}

/** The value at `share` of a distribution with these five quantiles, linear between them. */
function between(quantiles: (typeof SPEEDS)['aws']['aws'], share: number): number {
  const knots = [0, 0.1, 0.5, 0.9, 1];
  const right = Math.max(
    1,
    knots.findIndex((knot) => knot >= share),
  );
  const [low = 0, high = 1] = [knots[right - 1], knots[right]];
  const [from = 0, to = 0] = [quantiles[right - 1], quantiles[right]];
  return from + ((to - from) * (share - low)) / (high - low);
}

/** In random order: Fisher and Yates. */
function shuffled<T>(values: readonly T[], rng: Rng): readonly T[] {
  const list = [...values];
  for (let end = list.length - 1; end > 0; end -= 1) {
    const at = rng.integer(end + 1);
    const [one, other] = [list[at], list[end]];
    if (one !== undefined && other !== undefined) {
      list[at] = other;
      list[end] = one;
    }
  }
  return list;
}

function round(value: number, unit: number): number {
  return Math.round(value * unit) / unit;
}
