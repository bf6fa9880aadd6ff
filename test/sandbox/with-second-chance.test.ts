import { expect, test } from 'vitest';
import type { IsolateJob, IsolateResult, IsolateSandbox } from '../../src/core/sandbox.ts';
import { PluginError, SandboxError } from '../../src/core/errors.ts';
import { withSecondChance } from '../../src/sandbox/with-second-chance.ts';

const job: IsolateJob = {
  simulation: { hash: 's', script: '' },
  cases: { hash: 'c', json: '[]', count: 0 },
  source: { entry: 'policy.ts', files: { 'policy.ts': '' } },
  seed: '1',
  limits: { maxSteps: 1, maxEvents: 1, cpuSeconds: 1, memoryMb: 8 },
};
const returned: IsolateResult = { status: 'returned', outcomes: [], cpuSeconds: 0, decisions: 0 };
const rejected = (reason: 'crashed' | 'timed-out'): IsolateResult => {
  return { status: 'rejected', reason, feedback: '', cpuSeconds: 0 };
};

/** A sandbox whose jobs end as told, in order, and how many it was given. */
function scripted(...endings: readonly (IsolateResult | Error)[]) {
  let runs = 0;
  const sandbox: IsolateSandbox = {
    guarantees: ['scripted'],
    run() {
      const ending = endings[runs] ?? returned;
      runs += 1;
      return ending instanceof Error ? Promise.reject(ending) : Promise.resolve(ending);
    },
    close: () => Promise.resolve(),
  };
  const run = (signal: AbortSignal = new AbortController().signal): Promise<IsolateResult> =>
    withSecondChance(sandbox, [1, 1, 1, 1]).run(job, signal);
  return { run, runs: () => runs };
}

test('a job whose worker died, or could not start, is run once more', async () => {
  for (const death of [rejected('crashed'), new SandboxError('a worker cannot start')]) {
    const { run, runs } = scripted(death, returned);
    expect([await run(), runs()]).toEqual([returned, 2]);
  }
});

test('the second ending counts, whatever it is', async () => {
  const crashing = scripted(rejected('crashed'), rejected('crashed'));
  expect([await crashing.run(), crashing.runs()]).toEqual([rejected('crashed'), 2]);
});

const noStart = (count: number): readonly SandboxError[] =>
  Array.from({ length: count }, (_, index) => new SandboxError(`start ${index + 1} failed`));

test('workers that cannot start are no verdict: the job waits for one that can', async () => {
  const { run, runs } = scripted(...noStart(4), returned);
  expect([await run(), runs()]).toEqual([returned, 5]);
});

test('failed starts do not use up the second attempt of a job that crashed', async () => {
  const deaths = [...noStart(2), rejected('crashed'), ...noStart(1)];
  const { run, runs } = scripted(...deaths, returned);
  expect([await run(), runs()]).toEqual([returned, 5]);
});

test('a sandbox in which no worker ever starts is broken', async () => {
  const { run, runs } = scripted(...noStart(9));
  await expect(run()).rejects.toThrow('start 5 failed');
  expect(runs()).toBe(5);
});

test('everything else is reported at once', async () => {
  const late = scripted(rejected('timed-out'));
  expect([await late.run(), late.runs()]).toEqual([rejected('timed-out'), 1]);
  const failing = scripted(new PluginError('not about workers'));
  await expect(failing.run()).rejects.toThrow('not about workers');
  expect(failing.runs()).toBe(1);
});

test('nothing is run again once the caller has given up', async () => {
  const { run, runs } = scripted(rejected('crashed'));
  const controller = new AbortController();
  const ended = run(controller.signal);
  controller.abort();
  await expect(ended).rejects.toThrow(/abort/i);
  expect(runs()).toBe(1);
});
