import type { Feature, Scored } from 'adrs';

/** How much there is to read: characters of code, comments and white space left out. */
export const codeSize: Feature = {
  name: 'codeSize',
  scale: { type: 'log', bins: 8, range: [100, 4_000] },
  measure: ({ source }) =>
    Object.values(source.files)
      .map((text) => text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*|\s+/g, '').length)
      .reduce((sum, length) => sum + length, 0),
};

/** How many bins the policy keeps worth looking at: those that an item fits into, on average. */
export const offers: Feature = {
  name: 'offersPerItem',
  scale: { type: 'log', bins: 6, range: [3, 100] },
  measure: ({ evaluation }) => evaluation.metrics['offersPerItem'] ?? 0,
};

/** What the policy is better at: excess on Weibull sizes less excess on uniform sizes, in percent. */
export const specialisation: Feature = {
  name: 'specialisation',
  scale: { type: 'linear', bins: 5, range: [-5, 5] },
  measure: ({ evaluation }) =>
    meanOfGroup(evaluation, 'weibull') - meanOfGroup(evaluation, 'uniform'),
};

/** Mean value of the cases of a group; 0 where there are none. */
function meanOfGroup({ cases }: Scored, group: string): number {
  const values = cases.filter((one) => one.group === group).map(({ value }) => value);
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
