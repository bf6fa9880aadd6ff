import { expect, test } from 'vitest';
import { StoreError } from '../../src/core/errors.ts';
import { evaluationIn, jsonIn, sourceIn } from '../../src/view/stored-texts.ts';

test('a text that is no JSON, as only another program writes, is an error of the log', () => {
  for (const text of ['', 'p0', '{"entry":']) expect(() => jsonIn(text)).toThrow(StoreError);
  expect(jsonIn(undefined)).toBeUndefined();
});

test('a text that holds something else is none of its kind', () => {
  expect(sourceIn('{"entry":"policy.ts"}')).toBeUndefined();
  expect(evaluationIn('[]')).toBeUndefined();
});

test('an evaluation keeps repeated values and series, which a second measurement is compared with', () => {
  const cost = { wallSeconds: 0, cpuSeconds: 0, decisions: 1 };
  const cases = [
    { id: 'a', value: 2, valid: true, repeats: [1, 3], series: { load: [0.5, 0.25] } },
  ];
  const scored = { fitness: -2, standardError: 1, metrics: { cost: 2 }, cases, feedback: '', cost };
  const evaluation = { status: 'scored', ...scored };
  expect(evaluationIn(JSON.stringify(evaluation))).toEqual(evaluation);
});
