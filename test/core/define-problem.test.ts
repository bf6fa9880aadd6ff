import { expect, test } from 'vitest';
import { defineProblem } from '../../src/core/define-problem.ts';
import { PluginError } from '../../src/core/errors.ts';
import type { Problem } from '../../src/core/problem.ts';
import { toyProblem } from '../engine/toy-run.ts';

const sound: Problem = {
  ...toyProblem,
  seeds: [{ name: 'zero', file: new URL('file:///zero.ts') }],
};

/** Types do not reach a problem in JavaScript. */
function define(changes: object): () => Problem {
  return () => defineProblem({ ...sound, ...changes });
}

test('a sound problem is frozen and otherwise as it was', () => {
  expect(defineProblem({ ...sound })).toEqual(sound);
  expect(Object.isFrozen(defineProblem({ ...sound }))).toBe(true);
});

test.each([
  ['min', /"min"; it is minimize or maximize, did you mean "minimize"\?/],
  ['Maximise', /"Maximise"; it is minimize or maximize, did you mean "maximize"\?/],
  ['minimise', /did you mean "minimize"\?/],
  ['lower', /"lower"; it is minimize or maximize$/],
  [undefined, /objective\.direction is undefined; it is minimize or maximize$/],
])('a direction that is none is named: %s', (direction, says) => {
  const objective = { ...sound.objective, direction };
  expect(define({ objective })).toThrow(PluginError);
  expect(define({ objective })).toThrow(says);
});

test.each([
  ['a name that is not kebab-case', { name: 'Toy Problem' }, /must be kebab-case/],
  ['an empty statement', { statement: ' ' }, /the statement is empty/],
  ['no seed', { seeds: [] }, /there is no seed/],
  ['two seeds of one name', { seeds: [...sound.seeds, ...sound.seeds] }, /named zero/],
])('%s is an error that names the problem', (_what, changes, says) => {
  expect(define(changes)).toThrow(says);
  expect(define(changes)).toThrow(/^problem "/);
});
