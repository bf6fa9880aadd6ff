import { afterAll, expect, test } from 'vitest';
import { createLocalQueue } from '../../../src/queue/local-queue.ts';
import { createMeasure } from '../../../src/engine/measure.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { readPolicy, type Evaluation, type Source } from 'adrs-lab';
import { startBusy } from '../../../bench/determinism/same-seed.ts';
import { problem } from '../../../problems/eplb/problem.ts';

const sandbox = createSandbox({ workers: 2 });
afterAll(() => sandbox.close());

const never = new AbortController().signal;
const SPLITS = ['train', 'validation', 'test'];

/** The same decisions, and some 0.2 s of processor time for each case in addition. */
function slowed({ entry, files }: Source, by: number): Source {
  const text = files[entry] ?? '';
  const slow = text.replace(/(export function createBalancer\([^{]*\{)/, '$1 burn();');
  expect(slow).not.toBe(text);
  const burn = `
function burn(): number {
  let s = ${by};
  for (let i = 0; i < 2e7; i += 1) s = (s * 31 + i) % 1_000_003;
  return s;
}`;
  return { entry, files: { ...files, [entry]: slow + burn } };
}

test('slow programs beside busy processes score what they score on an idle machine, on every split', async () => {
  const measure = createMeasure({ problem, sandboxes: { isolate: sandbox }, seed: '1' });
  const queue = createLocalQueue({ slots: 2, evaluate: measure });
  const [seed] = problem.seeds;
  if (seed === undefined) throw new Error('eplb has no seed');
  const source = await readPolicy(problem.policy, seed.file);
  const scoresOf = (one: Source): Promise<readonly (number | string)[]> =>
    Promise.all(
      SPLITS.map(async (split) => scoreOf(await queue.submit({ source: one, split }, never))),
    );

  const expected = await scoresOf(source);
  using busy = startBusy(4);
  const slow = await Promise.all([1, 2].map((by) => scoresOf(slowed(source, by))));
  expect(busy.count).toBe(4);
  expect(slow).toEqual([expected, expected]);
  expect(expected.every((score) => typeof score === 'number')).toBe(true);
  await queue.close();
}, 600_000);

function scoreOf(evaluation: Evaluation): number | string {
  return evaluation.status === 'scored' ? evaluation.fitness : JSON.stringify(evaluation);
}
