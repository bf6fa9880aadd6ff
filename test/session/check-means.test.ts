import { expect, test } from 'vitest';
import { ConfigError } from '../../src/core/errors.ts';
import { checkMeans } from '../../src/session/check-means.ts';

const reserve = { calls: 1, tokens: 96_256, usd: 0.4821 };
const improve = { name: 'improve@m', model: 'm', reserve };
const long = { name: 's-star@m', model: 'm', reserve: { calls: 4, tokens: 400_000, usd: 2 } };
const genetic = { name: 'genetic', model: undefined };

test.each([
  [{ tokens: 30_000 }, 'budget.tokens 30000', 'budget.tokens to 96256'],
  [{ usd: 0.2 }, 'budget.usd 0.2', 'budget.usd to 0.49'],
  [{ usd: 0 }, 'budget.usd 0', 'budget.usd to 0.49'],
  [{ usd: 0.48, tokens: 1_000_000 }, 'budget.usd 0.48', 'budget.usd to 0.49'],
])('a budget below one call of any proposer is an error: %j', (limits, says, hint) => {
  const budget = { evaluations: 100, ...limits };
  expect(() => checkMeans([improve, long, genetic], budget)).toThrow(
    expect.objectContaining({
      message: expect.stringContaining(`${says} does not cover one call of improve@m`),
      hint: expect.stringContaining(hint),
    }),
  );
  expect(() => checkMeans([improve], budget)).toThrow(ConfigError);
});

test('a budget below one call of some proposers is a warning for each of them', () => {
  expect(checkMeans([improve, long], { evaluations: 100, usd: 1 })).toEqual([
    'warning: budget.usd 1 does not cover one call of s-star@m, which may take 2.00, so that it is never asked',
  ]);
  expect(checkMeans([improve, long], { evaluations: 100, calls: 3 })).toHaveLength(1);
});

test('a budget that covers a call, or limits nothing, is fine', () => {
  expect(checkMeans([improve], { evaluations: 100, tokens: 96_256 })).toEqual([]);
  expect(checkMeans([improve, long], { evaluations: 100 })).toEqual([]);
  expect(checkMeans([genetic], { evaluations: 100, usd: 0 })).toEqual([]);
});
