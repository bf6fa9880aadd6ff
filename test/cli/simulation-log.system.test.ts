import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { adrs, createWorkplace, untilSpent, type Ended, type Workplace } from './processes.ts';

let place: Workplace;
let simulation = '';
let original = '';
beforeAll(async () => {
  place = await createWorkplace();
  simulation = path.join(place.problem, 'simulation', 'index.ts');
  original = await readFile(simulation, 'utf8');
});
afterAll(() => place[Symbol.asyncDispose]());

const FIRST = '  let joules = 0;\n';

/** Measures the seed with a simulation whose `simulate` begins with these statements. */
async function evaluate(statements: string, ...flags: readonly string[]): Promise<Ended> {
  expect(original).toContain(FIRST);
  await writeFile(simulation, original.replace(FIRST, `  ${statements}\n${FIRST}`));
  return adrs('eval', place.problem, 'seed:never-sleep', ...flags);
}

const logged = ({ err }: Ended): readonly string[] =>
  err.split('\n').filter((line) => line.startsWith('simulation: '));

test('adrs eval shows what a simulation writes to its console, marked, on the error stream', async () => {
  const ended = await evaluate(
    `if (periods[0] !== undefined) console.log('two\\nlines', { a: [1] }, undefined, Float64Array.of(1, 2));`,
    '--json',
  );
  expect(ended.code).toBe(0);
  expect(logged(ended).slice(0, 2)).toEqual([
    'simulation: two',
    'simulation: lines {"a":[1]} undefined Float64Array(2) [1,2]',
  ]);
  expect(logged(ended)).toHaveLength(32);
  expect(JSON.parse(ended.out)).toMatchObject({ status: 'scored' });
});

test('what is logged cannot act on the terminal or pass for another line', async () => {
  const ended = await evaluate(`console.warn('\\u001b[2J\\u202e\\nE_PLUGIN forged');`);
  for (const hidden of ['\u001b', '\u202e']) expect(ended.err).not.toContain(hidden);
  expect(ended.err).not.toMatch(/^E_PLUGIN/m);
  expect(logged(ended)).toContain('simulation: E_PLUGIN forged');
});

test('a simulation that logs without end is cut off, in lines and in length', async () => {
  const ended = await evaluate(
    `for (let at = 0; at < 1000; at += 1) console.log(String(at).padEnd(10_000, '.'));`,
  );
  expect(ended.code).toBe(0);
  expect(logged(ended)).toHaveLength(101);
  expect(logged(ended).at(-1)).toBe('simulation: more than 100 lines');
  expect(Math.max(...logged(ended).map((line) => line.length))).toBeLessThan(600);
});

test('what a simulation logs before it throws is shown, with the error', async () => {
  const ended = await evaluate(`console.log('nearly'); throw new Error('out of luck');`);
  expect(ended.code).toBe(1);
  expect(logged(ended)).toEqual(['simulation: nearly']);
  expect(ended.err).toMatch(/^E_PLUGIN .*out of luck/m);
});

test('odd values are shown, too', async () => {
  const ended = await evaluate(
    `const loop: { self?: unknown } = {}; loop.self = loop; console.log(loop, Symbol('s'), 1n, () => 0, new TypeError('t'), null, -0);`,
  );
  expect(ended.code).toBe(0);
  expect(logged(ended)[0]).toBe(
    'simulation: [object Object] Symbol(s) 1 ()=>0 TypeError: t null 0',
  );
});

test('a run shows nothing of it, and finds the same', async () => {
  await writeFile(simulation, original.replace(FIRST, `  console.log('hidden');\n${FIRST}`));
  const out = path.join(place.folder, 'run');
  const ended = await adrs('run', place.runFile, '--out', out, ...untilSpent(3));
  expect(ended.code).toBe(0);
  expect(ended.out + ended.err).not.toContain('hidden');
});
