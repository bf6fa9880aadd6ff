import { expect, test } from 'vitest';
import { greatestCounts, impliedUsage, sentCount } from '../../../src/models/providers/usage.ts';

const TEXTS = {
  messages: [{ role: 'user', text: 'x'.repeat(3000) }] as const,
  generated: 'y'.repeat(300),
};
const NONE = { input: 0, output: 0, total: 0, cachedInput: 0, cacheWrite: 0, reasoning: 0 };

test.each([
  [7, 7],
  ['7', 7],
  [' 12 ', 12],
  [1.5, 2],
  [0, 0],
  [-5, 0],
  [null, 0],
  [undefined, 0],
  ['many', 0],
  ['-3', 0],
  [Number.NaN, 0],
  [Infinity, 0],
  [{}, 0],
  [[], 0],
  [true, 0],
])('%j is a count of %i', (sent, count) => {
  expect(sentCount.parse(sent)).toBe(count);
});

test.each([
  {
    what: 'all within',
    sent: { input: 100, output: 50, total: 150, cachedInput: 60, reasoning: 40 },
    input: 100,
    output: 50,
  },
  {
    what: 'no total',
    sent: { input: 100, output: 50, cachedInput: 60, reasoning: 40 },
    input: 100,
    output: 50,
  },
  {
    what: 'reasoning beside, by the total',
    sent: { input: 4000, output: 300, total: 14_300, reasoning: 10_000 },
    input: 4000,
    output: 10_300,
  },
  {
    what: 'reasoning beside, less than the output',
    sent: { input: 100, output: 50, total: 190, reasoning: 40 },
    input: 100,
    output: 90,
  },
  {
    what: 'reasoning beside, by its size',
    sent: { input: 100, output: 50, reasoning: 400 },
    input: 100,
    output: 450,
  },
  {
    what: 'reasoning that only the total tells',
    sent: { input: 100, output: 50, total: 1150 },
    input: 100,
    output: 1050,
  },
  {
    what: 'cache beside, by the total',
    sent: { input: 100, output: 50, total: 230, cachedInput: 80 },
    input: 180,
    output: 50,
  },
  {
    what: 'cache beside, by its size',
    sent: { input: 100, output: 50, cachedInput: 900 },
    input: 1000,
    output: 50,
  },
  {
    what: 'both beside',
    sent: { input: 100, output: 50, total: 370, cachedInput: 80, reasoning: 140 },
    input: 180,
    output: 190,
  },
  {
    what: 'a total that is too small',
    sent: { input: 100, output: 50, total: 10 },
    input: 100,
    output: 50,
  },
  { what: 'nothing', sent: {}, input: 1000, output: 100 },
  { what: 'only a total', sent: { total: 5000 }, input: 1000, output: 4000 },
  { what: 'a total below the rough counts', sent: { total: 300 }, input: 1000, output: 100 },
  { what: 'no input', sent: { output: 50 }, input: 1000, output: 50 },
  { what: 'no input but a total', sent: { output: 50, total: 650 }, input: 600, output: 50 },
  { what: 'no output', sent: { input: 800 }, input: 800, output: 100 },
  { what: 'no output but a total', sent: { input: 800, total: 850 }, input: 800, output: 50 },
  {
    what: 'no output but reasoning',
    sent: { input: 800, reasoning: 2000 },
    input: 800,
    output: 2100,
  },
])('$what', ({ sent, input, output }) => {
  const usage = impliedUsage({ ...NONE, ...sent }, TEXTS);
  expect(usage).toMatchObject({ input, output });
  expect(usage.cachedInput + usage.cacheWrite).toBeLessThanOrEqual(usage.input);
  expect(usage.reasoning).toBeLessThanOrEqual(usage.output);
});

test('an empty reply without a count has no output', () => {
  expect(impliedUsage(NONE, { ...TEXTS, generated: '' })).toMatchObject({ input: 1000, output: 0 });
});

test('of cumulative counts the greatest counts', () => {
  const counts = [
    { ...NONE, input: 100, output: 1 },
    { ...NONE, output: 70, reasoning: 30 },
    { ...NONE, output: 0 },
  ];
  expect(greatestCounts(counts)).toEqual({ ...NONE, input: 100, output: 70, reasoning: 30 });
  expect(greatestCounts([])).toEqual(NONE);
});
