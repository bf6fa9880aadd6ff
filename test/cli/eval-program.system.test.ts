import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ADRS,
  adrs,
  createWorkplace,
  start,
  until,
  untilSpent,
  type Workplace,
} from './processes.ts';
import { shown } from './shown-run.ts';
import { cli } from './in-process.ts';

let place: Workplace;
let run = '';
beforeAll(async () => {
  place = await createWorkplace();
  run = path.join(place.folder, 'measured');
  const settings = ['seed=5', 'finalists=1', 'slots.evaluation=1'];
  const set = settings.flatMap((setting) => ['--set', setting]);
  const { code, err } = await adrs('run', place.runFile, '--out', run, ...untilSpent(12), ...set);
  if (code !== 0) throw new Error(err);
});
afterAll(() => place[Symbol.asyncDispose]());

interface Row {
  readonly id: string;
  readonly status: string;
  readonly fitness: number | null;
  readonly test: number | null;
}

async function rows(): Promise<readonly Row[]> {
  return JSON.parse((await cli(['programs', run, '--json'])).out);
}

const evaluate = (...argv: readonly string[]) => cli(['eval', run, ...argv]);

describe('adrs eval RUN PROGRAM', () => {
  test('measures a program with the seed and limits of its run, to the last bit', async () => {
    const scored = (await rows()).filter(({ status }) => status === 'scored');
    for (const { id, fitness } of scored.slice(-2)) {
      const { code, out } = await evaluate(id, '--json');
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ status: 'scored', fitness });
    }
  });

  test('takes no seed, data or limits of its own', async () => {
    const { code, err } = await evaluate('p0', '--seed', '7');
    expect(code).toBe(2);
    expect(err).toMatch(/^E_CONFIG a run's own data, seed and limits measure its programs/);
    expect((await evaluate('p9999')).err).toMatch(/^E_CONFIG the run has no program p9999/);
  });

  test('a look at the test split is asked for, recorded and marked, and the log stays whole', async () => {
    const other = (await rows()).find((row) => row.status === 'scored' && row.test === null);
    const id = other?.id ?? '';
    const refused = await evaluate(id, '--split', 'test');
    expect(refused.code).toBe(2);
    expect(refused.err).toMatch(/\n {2}hint: add --look-at-test if you mean it/);
    const before = await shown(run);

    const looked = await evaluate(id, '--split', 'test', '--look-at-test', '--json');
    expect(looked).toMatchObject({
      code: 0,
      err: `the log now says that ${id} was measured on the test split`,
    });
    const again = await evaluate(id, '--split', 'test', '--json');
    expect(again.err).toBe('');
    const after: unknown = JSON.parse((await cli(['show', run, '--json'])).out);
    expect(after).toMatchObject({
      status: 'finished',
      best: { id: before.best.id },
      finalists: expect.arrayContaining([
        {
          name: id,
          splits: expect.objectContaining({ test: expect.objectContaining({ seenAfter: 12 }) }),
        },
      ]),
    });
    expect((await cli(['replay', run])).code).toBe(0);
    expect((await cli(['resume', run, '--set', 'budget.evaluations=20'])).err).toMatch(
      /^E_CONFIG the test split of this run has been opened/m,
    );
  });

  test('the test split of a run that has not finished stays sealed', async () => {
    const open = path.join(place.folder, 'open');
    const limit = ['--set', 'budget.wallSeconds=600', '--set', 'budget.evaluations=100000'];
    const running = start([...ADRS, 'run', place.runFile, '--out', open, '--json', ...limit]);
    await until(() => running.out().includes('"program-added"'), 'a program', 60_000);
    process.kill(running.pid, 'SIGINT');
    await running.ended;

    const { code, err } = await cli(['eval', open, 'p0', '--split', 'test', '--look-at-test']);
    expect(code).toBe(2);
    expect(err).toMatch(
      /^E_CONFIG the test split of this run is sealed until the run has finished/,
    );
    expect((await cli(['eval', open, 'p0', '--split', 'validation'])).code).toBe(0);
  });
});
