import { readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { codeBlocksOf, root } from './code-blocks.ts';
import { openWorkshop, type DocumentFolder, type Workshop } from './workshop.ts';

const examples = path.join(root, 'examples');

let workshop: Workshop;
let place: DocumentFolder;
beforeAll(async () => {
  workshop = await openWorkshop();
  place = await workshop.open('bridges');
  // Python has no rule by which a folder's modules are those of the folder above.
  await symlink(
    path.join(workshop.folder, 'node_modules'),
    path.join(place.folder, 'node_modules'),
  );
});
afterAll(() => workshop[Symbol.asyncDispose]());

const Calls = z.array(z.tuple([z.string()], z.json()));
const Metrics = z.record(z.string(), z.number());
type Call = z.infer<typeof Calls>[number];

/** Runs a script with the stand-ins of `wandb` and `mlflow`; answers with what they were asked for. */
async function recordedBy(script: string): Promise<readonly Call[]> {
  const recorded = path.join(place.folder, 'recorded.jsonl');
  const python = path.join(import.meta.dirname, 'stand-ins', 'python');
  await place.run(`export PYTHONPATH='${python}' RECORDED='${recorded}' PYTHONDONTWRITEBYTECODE=1
: > "$RECORDED"
${script}`);
  const lines = (await readFile(recorded, 'utf8')).split('\n').filter((line) => line !== '');
  return Calls.parse(lines.map((line): unknown => JSON.parse(line)));
}

/** The block of the page that starts this bridge. */
function blockWith(bridge: string): string {
  const block = codeBlocksOf('docs/json-stream.md').find(({ text }) => text.includes(bridge));
  expect(block?.test).toBe('test/documents/bridges.system.test.ts');
  return block?.text ?? '';
}

/** What `adrs show` says of a run, in the terms of the bridges. */
async function shown(
  run: string,
): Promise<{ readonly evaluations: number; readonly value: number }> {
  const view = z.object({
    evaluations: z.number(),
    best: z.object({ splits: z.object({ validation: z.object({ value: z.number() }) }) }),
  });
  const { evaluations, best } = view.parse(
    JSON.parse(await place.run(`npx adrs show ${run} --json`)),
  );
  return { evaluations, value: best.splits.validation.value };
}

test('a run becomes one of Weights & Biases', async () => {
  const calls = await recordedBy(blockWith('wandb_bridge.py'));
  expect(calls[0]).toEqual(['init', expect.objectContaining({ problem: 'cant-be-late' })]);
  const logged = calls.filter(([name]) => name === 'log');
  const steps = logged.map(([, , step]) => Number(step));
  expect(steps).toEqual(steps.toSorted((a, b) => a - b));
  const last = Metrics.parse(logged.at(-1)?.[1]);
  const { evaluations, value } = await shown('runs/tracked');
  expect(last).toMatchObject({ evaluations, 'validation/best': value, 'cost/usd': 0 });
  expect(last['train/best']).toBeLessThanOrEqual(last['train/seed:never-idle'] ?? 0);
  expect(last['test/baseline:greedy']).toBeGreaterThan(0);
  expect(calls.slice(-2)).toEqual([
    ['summary', { status: 'finished', reason: 'evaluations' }],
    ['finish', 0],
  ]);
});

test('a run becomes one of MLflow, and is not logged twice when it is resumed', async () => {
  const calls = await recordedBy(blockWith('mlflow_bridge.py'));
  expect(calls.map(([name]) => name).slice(0, 2)).toEqual(['start_run', 'log_params']);
  const logged = calls.filter(([name]) => name === 'log_metrics');
  const { evaluations, value } = await shown('runs/logged');
  const last = Metrics.parse(logged.at(-1)?.[1]);
  expect(last).toMatchObject({ evaluations, 'validation/best': value });
  expect(last['test/baseline/greedy']).toBeGreaterThan(0);
  expect(calls.at(-1)).toEqual(['end_run', 'FINISHED']);

  const again = await recordedBy(`set -o pipefail
export LOGGED=${last['sequence']}
npx adrs resume runs/logged --json --test-was-seen --set budget.evaluations=24 |
  python3 '${examples}/mlflow_bridge.py'`);
  expect(again.map(([name]) => name)).not.toContain('log_params');
  const steps = again.flatMap(([name, , step]) => (name === 'log_metrics' ? [Number(step)] : []));
  expect(Math.min(...steps)).toBeGreaterThan(last['sequence'] ?? Infinity);
  const more = Metrics.parse(again.findLast(([name]) => name === 'log_metrics')?.[1]);
  expect(more['evaluations']).toBe(24);
});

test('money is added up, a changed problem starts over, and what is not known is passed over', async () => {
  const evaluation = (value: number): object => {
    return { status: 'scored', fitness: -value, metrics: { cost: value } };
  };
  const events = [
    {
      type: 'run-started',
      schema: 2,
      problem: 'mine',
      problemHash: 'h',
      adrsVersion: '9',
      seed: '1',
      budget: {},
      objective: { metric: 'cost', direction: 'minimize', unit: 'USD' },
    },
    { type: 'something-new', evaluations: 7 },
    { type: 'call-settled', spent: { calls: 1, tokens: 100, usd: 0.5 } },
    { type: 'call-settled', spent: { calls: 1, tokens: 0, usd: 0.25 } },
    { type: 'program-added', evaluations: 1.5, ...evaluation(3) },
    { type: 'program-added', evaluations: 1, ...evaluation(5) },
    { type: 'program-added', evaluations: 1, status: 'rejected', fitness: null, metrics: {} },
    { type: 'proposal-dropped', evaluations: 0.25 },
    { type: 'program-validated', id: 'p0', evaluation: { status: 'quarantined' } },
    { type: 'run-paused', reason: 'SIGINT' },
    { type: 'run-resumed', programs: 2, changes: { problem: { from: 'h', to: 'i' } } },
    { type: 'program-remeasured', ...evaluation(4) },
  ];
  const lines = events.map((event, index) => JSON.stringify({ sequence: index + 1, event }));
  await place.write('events.jsonl', `${lines.join('\n')}\n{"sequence":13,"ev`);
  const calls = await recordedBy(`! python3 '${examples}/wandb_bridge.py' < /dev/null
python3 '${examples}/wandb_bridge.py' < events.jsonl`);
  const logged = calls.filter(([name]) => name === 'log');
  expect(logged.map(([, , step]) => step)).toEqual([1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(logged[5]?.[1]).toMatchObject({ 'train/best': 3, evaluations: 3.5, programs: 3 });
  expect(logged.at(-1)?.[1]).toEqual({
    evaluations: 3.75,
    programs: 3,
    'cost/usd': 0.75,
    'cost/tokens': 100,
    'cost/calls': 2,
    'train/best': 4,
  });
  expect(calls.slice(-2)).toEqual([
    ['summary', { status: 'cut off', reason: 'adrs was killed' }],
    ['finish', 1],
  ]);

  const newer = JSON.stringify({ sequence: 1, event: { ...events[0], schema: 3 } });
  await place.write('newer.jsonl', `${newer}\n`);
  expect(await recordedBy(`! python3 '${examples}/mlflow_bridge.py' < newer.jsonl`)).toEqual([]);
});
