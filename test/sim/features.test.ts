import { expect, test } from 'vitest';
import { codeSize, metricFeature } from '../../src/sim/index.ts';
import { scored } from '../../src/testing/fixtures.ts';

const source = {
  entry: 'policy.ts',
  files: {
    'policy.ts': '/** Doc. */\nexport const a = 1; // one\n',
    'b.ts': 'const b = 2;\n/* two\nlines */',
  },
};

test('the size of code counts every file, without comments and white space', () => {
  const { measure, scale, name } = codeSize([10, 100], { bins: 4 });
  expect(measure({ source, evaluation: scored() })).toBe(
    'exportconsta=1;'.length + 'constb=2;'.length,
  );
  expect([name, scale]).toEqual(['codeSize', { type: 'log', bins: 4, range: [10, 100] }]);
});

test('a metric, or what is made of several, is a feature; what is missing counts as 0', () => {
  const evaluation = scored({ metrics: { spot: 3, total: 4 } });
  const share = metricFeature('share', { measure: (metric) => metric('spot') / metric('total') });
  expect(share.measure({ source, evaluation })).toBe(0.75);
  expect(metricFeature('spot').measure({ source, evaluation })).toBe(3);
  expect(metricFeature('none').measure({ source, evaluation })).toBe(0);
});
