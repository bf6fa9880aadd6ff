import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

const DEPTH = 40;
const DEADLINE_MS = 15_000;
const nested = (open: string, close = ''): string =>
  `const x = ${open.repeat(DEPTH)}1${close.repeat(DEPTH)}`;

/** In a process of its own: a parser that tries all ways to read such a text would never come back. */
function secondsToLookAt(text: string): number {
  const modules = ['compile', 'normal-form'].map(
    (name) => new URL(`../../src/syntax/${name}.ts`, import.meta.url).href,
  );
  const script = `const [{ compilePolicy }, { normalHash }] = await Promise.all(${JSON.stringify(modules)}.map((url) => import(url)));
    const source = { entry: 'policy.ts', files: { 'policy.ts': ${JSON.stringify(text)} } };
    const startedAt = performance.now();
    compilePolicy(source);
    normalHash(source);
    console.log((performance.now() - startedAt) / 1000);`;
  const options = { encoding: 'utf8', timeout: DEADLINE_MS } as const;
  return Number(execFileSync(process.execPath, ['--input-type=module', '-e', script], options));
}

test.each([
  ['type assertions', nested('<T>(', ')')],
  ['generic arrows', nested('<T,>(a = ', ') => 1')],
  ['bounded type parameters', nested('<T extends U>(', ')')],
  ['type arguments', nested('f<')],
  ['calls with type arguments', nested('f<T>(', ')')],
  ['conditions and arrows', nested('a ? (b) : (c) => ')],
  ['arrows with types', nested('((a): ', ' => 1)')],
  ['asynchronous arrows', nested('async (a = ', ') => 1')],
  ['templates', nested('`${', '}`')],
])('%s that nest in each other are looked at in a moment', (_, text) => {
  expect(secondsToLookAt(text)).toBeLessThan(3);
});
