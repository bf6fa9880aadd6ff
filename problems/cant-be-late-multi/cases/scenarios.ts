/** Zones that a job may use, as in the published benchmark. The job starts in the first. */
export interface Scenario {
  readonly name: string;
  readonly zones: readonly string[];
}

/** The six scenarios of the published benchmark. */
export const SCENARIOS: readonly Scenario[] = [
  scenario('2_zones_same_region', 'us-east-1', 'a c'),
  { name: '2_regions_east_west', zones: ['us-east-2a', 'us-west-2a'] },
  { name: '3_regions_diverse', zones: ['us-east-1a', 'us-east-2b', 'us-west-2c'] },
  scenario('3_zones_same_region', 'us-east-1', 'a c d'),
  {
    name: '5_regions_high_diversity',
    zones: ['us-east-1a', 'us-east-1f', 'us-west-2a', 'us-west-2b', 'us-east-2b'],
  },
  {
    name: 'all_9_regions',
    // Shuffled, as published: the order decides where a job starts and what is tried first.
    zones: 'east-2a west-2c east-1d east-2b west-2a east-1f east-1a west-2b east-1c'
      .split(' ')
      .map((zone) => `us-${zone}`),
  },
];

/**
 * Stand-ins for the spot prices of p3.2xlarge, in USD per hour. The price series of the benchmark are
 * published as a range only (0.918 to 1.75). These levels were fitted so that the rule of the best
 * published entry costs what is published for it in each scenario, see README.md.
 */
export const PRICE_LEVELS: Readonly<Record<string, number>> = {
  'us-east-1a': 1.33,
  'us-east-1c': 1.335,
  'us-east-1d': 1.258,
  'us-east-1f': 1.25,
  'us-east-2a': 0.9616,
  'us-east-2b': 0.982,
  'us-west-2a': 0.934,
  'us-west-2b': 0.998,
  'us-west-2c': 0.936,
};

/** The published range of spot prices, in USD per hour. */
export const PRICE_RANGE = { least: 0.918, most: 1.75 } as const;

function scenario(name: string, region: string, letters: string): Scenario {
  return { name, zones: letters.split(' ').map((letter) => `${region}${letter}`) };
}
