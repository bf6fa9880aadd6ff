import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRng } from '../../src/core/rng.ts';
import {
  createProposerChoice,
  type ProposalOutcome,
  type AdaptiveChoice,
} from '../../src/search/proposer-choice.ts';

const names = ['genetic', 'tune', 'model'];
const weightOf = (choice: AdaptiveChoice, name: string): number => choice.weights()[name] ?? 0;

const outcome = (success: boolean): Pick<ProposalOutcome, 'improvement' | 'placed'> => ({
  improvement: success ? 1 : 0,
  placed: success,
});

test('nothing is preferred before anything is known', () => {
  for (const weight of Object.values(createProposerChoice({ names }).weights())) {
    expect(weight).toBeCloseTo(1 / 3, 12);
  }
});

test('what improves more often is chosen more often', () => {
  const choice = createProposerChoice({ names });
  for (let round = 0; round < 60; round += 1) {
    choice.reward({ name: 'genetic', ...outcome(round % 2 === 0), cost: 1 });
    choice.reward({ name: 'tune', ...outcome(round % 20 === 0), cost: 1 });
    choice.reward({ name: 'model', ...outcome(false), cost: 1 });
  }
  expect(weightOf(choice, 'genetic')).toBeGreaterThan(2 * weightOf(choice, 'tune'));
  expect(weightOf(choice, 'tune')).toBeGreaterThan(weightOf(choice, 'model'));
});

test('equal success at ten times the cost is worth much less', () => {
  const choice = createProposerChoice({ names: ['cheap', 'expensive'] });
  for (let round = 0; round < 60; round += 1) {
    choice.reward({ name: 'cheap', ...outcome(round % 3 === 0), cost: 1 });
    choice.reward({ name: 'expensive', ...outcome(round % 3 === 0), cost: 10 });
  }
  expect(weightOf(choice, 'cheap')).toBeGreaterThan(4 * weightOf(choice, 'expensive'));
});

test('a larger improvement earns more than a smaller one', () => {
  const choice = createProposerChoice({ names: ['large', 'small'], decay: 0.999 });
  for (let round = 0; round < 40; round += 1) {
    choice.reward({ name: 'large', improvement: 10, placed: true, cost: 1 });
    choice.reward({ name: 'small', improvement: 0.1, placed: true, cost: 1 });
  }
  expect(weightOf(choice, 'large')).toBeGreaterThan(1.5 * weightOf(choice, 'small'));
});

test('a place in the archive counts, and an improvement counts more', () => {
  const choice = createProposerChoice({ names });
  for (let round = 0; round < 40; round += 1) {
    choice.reward({ name: 'genetic', improvement: 1, placed: true, cost: 1 });
    choice.reward({ name: 'tune', improvement: 0, placed: true, cost: 1 });
    choice.reward({ name: 'model', improvement: 0, placed: false, cost: 1 });
  }
  expect(weightOf(choice, 'genetic')).toBeGreaterThan(weightOf(choice, 'tune'));
  expect(weightOf(choice, 'tune')).toBeGreaterThan(weightOf(choice, 'model'));
});

test('an untried proposer counts as much as the best one', () => {
  const choice = createProposerChoice({ names });
  choice.reward({ name: 'genetic', improvement: 1, placed: true, cost: 1 });
  choice.reward({ name: 'tune', ...outcome(false), cost: 1 });
  expect(weightOf(choice, 'model')).toBeCloseTo(weightOf(choice, 'genetic'), 12);
});

test('old success is forgotten', () => {
  const choice = createProposerChoice({ names: ['then', 'now'], decay: 0.9 });
  for (let round = 0; round < 30; round += 1) {
    choice.reward({ name: 'then', improvement: 1, placed: true, cost: 1 });
    choice.reward({ name: 'now', ...outcome(false), cost: 1 });
  }
  expect(weightOf(choice, 'then')).toBeGreaterThan(0.7);
  for (let round = 0; round < 60; round += 1) {
    choice.reward({ name: 'then', ...outcome(false), cost: 1 });
    choice.reward({ name: 'now', improvement: 1, placed: true, cost: 1 });
  }
  expect(weightOf(choice, 'now')).toBeGreaterThan(0.7);
});

test('given weights scale the shares', () => {
  const choice = createProposerChoice({ names, weights: { genetic: 4, tune: 0 } });
  expect(choice.weights()).toEqual({ genetic: 0.8, tune: 0, model: 0.2 });
});

test('no proposer falls below its share of exploration, counted in cost', () => {
  const choice = createProposerChoice({ names, exploration: 0.3 });
  for (let round = 0; round < 200; round += 1) {
    choice.reward({ name: 'genetic', improvement: round, placed: true, cost: 0.01 });
    choice.reward({ name: 'tune', ...outcome(false), cost: 50 });
    choice.reward({ name: 'model', ...outcome(false), cost: 100 });
  }
  const spent = { genetic: 0.01, tune: 50, model: 100 };
  const costs = Object.entries(spent).map(([name, cost]) => weightOf(choice, name) * cost);
  const total = costs.reduce((a, b) => a + b, 0);
  expect(Math.min(...costs) / total).toBeGreaterThanOrEqual(0.1 - 1e-12);
});

test('equal worth means equal cost spent, not equal numbers of choices', () => {
  const choice = createProposerChoice({ names: ['one', 'fifty'] });
  for (let round = 0; round < 100; round += 1) {
    choice.reward({ name: 'one', ...outcome(false), cost: 1 });
    choice.reward({ name: 'fifty', ...outcome(false), cost: 50 });
  }
  expect(weightOf(choice, 'one') / weightOf(choice, 'fifty')).toBeCloseTo(50, 6);
});

const outcomes = fc.array(
  fc.record({
    name: fc.constantFrom(...names),
    improvement: fc.integer({ min: -8, max: 8 }),
    placed: fc.boolean(),
    cost: fc.integer({ min: 1, max: 9 }),
  }),
  { maxLength: 80 },
);

/** 40 choices after the outcomes. */
function choicesAfter(given: readonly ProposalOutcome[]): (string | undefined)[] {
  const choice = createProposerChoice({ names });
  for (const each of given) choice.reward(each);
  const rng = createRng(5);
  return Array.from({ length: 40 }, () => choice.choose(rng));
}

test('scaled fitness gives the same choices', () => {
  fc.assert(
    fc.property(outcomes, fc.constantFrom(1e-12, 0.5, 1024, 1e15), (given, factor) => {
      const scaled = given.map((o) => ({ ...o, improvement: o.improvement * factor }));
      expect(choicesAfter(scaled)).toEqual(choicesAfter(given));
    }),
    { numRuns: 60 },
  );
});

test('choosing changes nothing, and weights always add up to 1', () => {
  fc.assert(
    fc.property(outcomes, (given) => {
      const choice = createProposerChoice({ names });
      for (const each of given) choice.reward(each);
      const before = choice.weights();
      choice.choose(createRng(1));
      expect(choice.weights()).toEqual(before);
      const total = Object.values(before).reduce((a, b) => a + b, 0);
      expect(total).toBeCloseTo(1, 9);
    }),
    { numRuns: 60 },
  );
});

test('a name that nobody has, no name and a cost of nothing are refused', () => {
  const choice = createProposerChoice({ names });
  expect(() => choice.reward({ name: 'x', improvement: 1, placed: true, cost: 1 })).toThrow(
    'no proposer',
  );
  expect(() => choice.reward({ name: 'tune', improvement: 1, placed: true, cost: 0 })).toThrow(
    'above 0',
  );
  expect(() => createProposerChoice({ names: [] })).toThrow('at least one');
});
