import { expect, test } from 'vitest';
import { missingMetrics } from '../../src/scoring/missing-metrics.ts';
import { metricFeature } from '../../src/sim/index.ts';
import { scored } from '../../src/testing/fixtures.ts';

const source = { entry: 'policy.ts', files: { 'policy.ts': '' } };
const evaluation = scored({ metrics: { spot: 3, total: 4 } });
const missing = (...features: Parameters<typeof missingMetrics>[0]): unknown =>
  missingMetrics(features, { source, evaluation });

test('metrics that are there are not missing, read by name or in a function', () => {
  const share = metricFeature('share', { measure: (metric) => metric('spot') / metric('total') });
  expect(missing(metricFeature('spot'), share)).toEqual([]);
});

test('a misspelt metric is missing, once, and so is one that an object inherits', () => {
  const twice = metricFeature('sum', { measure: (metric) => metric('sopt') + metric('sopt') });
  const inherited = metricFeature('toString');
  expect(missing(twice, inherited)).toEqual([
    { feature: 'sum', metric: 'sopt' },
    { feature: 'toString', metric: 'toString' },
  ]);
});

test('a feature that is written by hand is looked at, too', () => {
  const scale = { type: 'quantile', bins: 2 } as const;
  const feature = {
    name: 'by-hand',
    scale,
    measure: ({ evaluation: { metrics } }: { readonly evaluation: typeof evaluation }) =>
      metrics['spto'] ?? 0,
  };
  expect(missing(feature)).toEqual([{ feature: 'by-hand', metric: 'spto' }]);
});
