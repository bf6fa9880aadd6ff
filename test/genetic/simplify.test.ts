import { expect, test } from 'vitest';
import { createRng } from '../../src/core/rng.ts';
import { simplerForm, simplify } from '../../src/genetic/simplify.ts';
import { samplePolicy } from '../fixtures/load-policies.ts';
import { runPolicy } from '../fixtures/run-policy.ts';

const { declaration } = samplePolicy('toy');
const ask = 'return [[1, 2], [-3, 4], [0, 0]].map(([a, b]) => predict(a, b));';

const step = async (code: string, tried: readonly string[]): Promise<string | undefined> =>
  simplerForm({ code, tried, declaration, rng: createRng('test') });

/** Simplifies as long as the answers to a few questions stay. */
async function shortened(code: string, attempts = 200): Promise<string> {
  const answers = JSON.stringify(runPolicy(code, ask));
  return simplify(code, {
    step,
    attempts,
    isSame: async (text) => JSON.stringify(runPolicy(text, ask)) === answers,
  });
}

test.each([
  ['what stands behind a return', 'return a;\n  const late = b;\n  return late;', 'return a;'],
  ['a constant that nothing uses', 'const idle = 3 * b;\n  return a;', 'return a;'],
  ['arithmetic without effect', 'return a * 1 + 0;', 'return a;'],
  ['a branch that nothing reaches', 'if (a === a) return a; else return b;', 'return a;'],
  ['a constant used once', 'const half = 0.5;\n  return half * a;', 'return 0.5 * a;'],
])('takes out %s', async (_, before, after) => {
  const wrap = (body: string): string =>
    `export function predict(a: number, b: number): number {\n  ${body}\n}\n`;
  const text = (await shortened(wrap(before))).replaceAll(/\s+/g, ' ');
  expect(text).toContain(after);
  expect(text).not.toMatch(/late|idle|\* 1|else|half/);
});

test('takes out helpers and types that nothing uses, and what only they used', async () => {
  const code = `import type { Task } from './policy.d.ts';
const LIMIT = 4;
const twice = (value: Task): number => LIMIT;
export function predict(a: number, b: number): number {
  return a - b;
}
`;
  expect((await shortened(code)).trim()).toBe(
    'export function predict(a: number, b: number): number {\n  return a - b;\n}',
  );
});

test('leaves what makes a difference, and parameters of exports', async () => {
  const code =
    'export function predict(a: number, b: number): number {\n  if (a > 0) return 2;\n  else return 3;\n}\n';
  expect(await shortened(code)).toBe(code);
});

test('tries no more programs than it may, and is the same each time', async () => {
  const { code } = samplePolicy('toy');
  let tried = 0;
  const isSame = async (): Promise<boolean> => {
    tried += 1;
    return false;
  };
  const options = { step, attempts: 3, isSame };
  expect(await simplify(code, options)).toBe(code);
  expect(tried).toBeLessThan(3);
  expect(await shortened(code)).toBe(await shortened(code));
});

test('a text that does not parse stays as it is', async () => {
  const isSame = async (): Promise<boolean> => true;
  const options = { step, attempts: 3, isSame };
  expect(await simplify('export function (', options)).toBe('export function (');
});
