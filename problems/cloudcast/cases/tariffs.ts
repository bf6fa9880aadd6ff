import type { PROVIDERS } from './workload.ts';

/** A cloud provider. */
export type Provider = keyof typeof PROVIDERS;

/** Where regions are: North America, Europe, Asia, Oceania, South America, Africa and the Middle East. */
export const CONTINENTS = ['na', 'eu', 'as', 'oc', 'sa', 'me'] as const;

type ByContinent = Readonly<Record<(typeof CONTINENTS)[number], number>>;

/** Number of regions of a provider on each continent in the published profiles. */
export const PLACES: Readonly<Record<Provider, ByContinent>> = {
  aws: { na: 5, eu: 8, as: 7, oc: 1, sa: 1, me: 3 },
  gcp: { na: 5, eu: 6, as: 8, oc: 2, sa: 2, me: 1 },
  azure: { na: 7, eu: 7, as: 3, oc: 1, sa: 1, me: 3 },
};

/**
 * Price of sending a gigabyte out of a region, in USD, by its continent: `near` to a region of the
 * same provider on the same continent, `far` to one on another, `away` to another provider. Middle
 * values of the published profiles.
 */
export const TARIFFS: Readonly<
  Record<
    Provider,
    { readonly near: ByContinent; readonly far: ByContinent; readonly away: ByContinent }
  >
> = {
  aws: {
    near: { na: 0.02, eu: 0.02, as: 0.09, oc: 0.098, sa: 0.138, me: 0.1105 },
    far: { na: 0.02, eu: 0.02, as: 0.09, oc: 0.098, sa: 0.138, me: 0.1105 },
    away: { na: 0.09, eu: 0.09, as: 0.114, oc: 0.114, sa: 0.15, me: 0.117 },
  },
  gcp: {
    near: { na: 0.01, eu: 0.02, as: 0.05, oc: 0.08, sa: 0.08, me: 0.08 },
    far: { na: 0.08, eu: 0.08, as: 0.08, oc: 0.15, sa: 0.08, me: 0.08 },
    away: { na: 0.12, eu: 0.12, as: 0.14, oc: 0.19, sa: 0.12, me: 0.12 },
  },
  azure: {
    near: { na: 0.02, eu: 0.02, as: 0.08, oc: 0.08, sa: 0.16, me: 0.08 },
    far: { na: 0.05, eu: 0.05, as: 0.08, oc: 0.08, sa: 0.16, me: 0.08 },
    away: { na: 0.0875, eu: 0.0875, as: 0.12, oc: 0.12, sa: 0.181, me: 0.12 },
  },
};

/** Least, tenth percentile, median, ninetieth percentile and most, in Gbit/s between two machines. */
type Quantiles = readonly [number, number, number, number, number];

/** Throughput from one provider to another, as in the published profiles. */
export const SPEEDS: Readonly<Record<Provider, Readonly<Record<Provider, Quantiles>>>> = {
  aws: {
    aws: [3.79, 4.64, 4.99, 5.21, 5.45],
    gcp: [0.17, 4.88, 5.13, 5.37, 5.6],
    azure: [4.21, 4.88, 5.08, 5.3, 5.67],
  },
  gcp: {
    aws: [1.55, 4, 6.58, 7.41, 8.42],
    gcp: [3.65, 14.3, 22.95, 32.14, 33.23],
    azure: [4.73, 6.61, 8.11, 8.75, 9.06],
  },
  azure: {
    aws: [0.68, 1.57, 3.64, 9.37, 9.7],
    gcp: [0.23, 3.15, 7.35, 14.81, 33.67],
    azure: [4.23, 9.88, 14.67, 18.15, 27.69],
  },
};
