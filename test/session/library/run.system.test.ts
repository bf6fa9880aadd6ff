import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createLocalQueue,
  functionProvider,
  memoryStore,
  readRun,
  resume,
  run,
  type LoggedEvent,
  type RunFileKeys,
  type RunOptions,
} from '../../../src/index.ts';
import { adrs, descendantsOf } from '../../cli/processes.ts';
import { proposer as asker } from '../../fixtures/plug-ins/my-asker.ts';
import { archive } from '../../fixtures/plug-ins/my-archive.ts';
import { proposer } from '../../fixtures/plug-ins/my-proposer.ts';
import { search } from '../../fixtures/plug-ins/my-search.ts';
import { problem } from '../../fixtures/plug-ins/guess/problem.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'adrs-library-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const QUIET = { advice: { insights: 'off', paradigm: 'off' }, novelty: 'off' } as const;
const KEYS: RunFileKeys = {
  seed: 5,
  model: 'none',
  slots: { evaluation: 1 },
  budget: { evaluations: 24 },
  search: { type: 'my-search', width: 3 },
  proposers: [{ name: 'my-proposer', options: { step: 8 } }],
};
const GUESS: RunOptions = {
  problem,
  config: KEYS,
  plugins: { searches: [search], archives: [archive], proposers: [proposer, asker] },
};
const place = (name: string): string => path.join(home, name);

/** Runs `act` and counts what happens outside the library. */
async function watched<T>(
  act: () => Promise<T>,
): Promise<{ readonly result: T; readonly noise: readonly string[] }> {
  const before = process
    .eventNames()
    .map((name) => `${String(name)} ${process.listenerCount(name)}`);
  const variables = { ...process.env };
  const result = await act();
  const after = process
    .eventNames()
    .map((name) => `${String(name)} ${process.listenerCount(name)}`);
  const noise = after.filter((line) => !before.includes(line));
  expect(process.env).toEqual(variables);
  return { result, noise };
}

describe('run', () => {
  test('answers with the best program, every split, the archive, hashes and costs', async () => {
    const events: LoggedEvent[] = [];
    const onEvent = (logged: LoggedEvent): number => events.push(logged);
    const folder = place('whole');
    const { result, noise } = await watched(() => run({ ...GUESS, folder, onEvent }));

    expect(noise).toEqual([]);
    expect(result).toMatchObject({ folder, status: 'finished', reason: 'evaluations', seed: '5' });
    const { best, archive: elites, cost, hashes, references } = result;
    expect(Object.keys(best?.splits ?? {}).toSorted()).toEqual(['test', 'train', 'validation']);
    expect(best?.source.files['policy.ts']).toContain('return');
    expect(best?.text).toBe(best?.tidied?.files['policy.ts'] ?? best?.source.files['policy.ts']);
    expect(references).toMatchObject([{ name: 'seed:zero' }]);
    expect(elites?.length).toBeGreaterThan(0);
    expect(elites?.every(({ source }) => source.files['policy.ts'] !== undefined)).toBe(true);
    expect(cost.evaluations).toBe(24);
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
    expect(events.at(-1)?.event.type).toBe('run-finished');
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
    const shown = await adrs('show', folder, '--json');
    expect(shown.out).toContain(hashes.log);
    expect(await readRun(folder)).toEqual(result);
  });

  test('two runs side by side are the two that they are alone', async () => {
    const start = (seed: number, name: string) =>
      run({ ...GUESS, config: { ...KEYS, seed }, folder: place(name) });
    const [one, two] = await Promise.all([start(1, 'side-1'), start(2, 'side-2')]);
    expect(one.hashes.log).not.toBe(two.hashes.log);
    expect((await start(1, 'alone-1')).hashes.log).toBe(one.hashes.log);
    expect((await start(2, 'alone-2')).hashes.log).toBe(two.hashes.log);
  });

  test('a model is a function, and the run keeps its replies', async () => {
    const titles: string[] = [];
    const answer = functionProvider('echo', (request) => {
      titles.push(request.title);
      return Promise.resolve(request.messages.at(-1)?.text ?? '');
    });
    const options: RunOptions = {
      ...GUESS,
      plugins: { ...GUESS.plugins, providers: [answer] },
      config: {
        ...KEYS,
        ...QUIET,
        model: 'auto',
        order: 'strict',
        models: { me: { provider: 'echo' } },
        proposers: ['my-asker'],
        budget: { evaluations: 12 },
      },
    };
    const result = await run({ ...options, folder: place('function') });
    expect(titles.length).toBeGreaterThan(5);
    expect(result.cost.calls).toBe(titles.length);
    expect(result.best?.proposer).toBe('my-asker@me');
  });

  test('a queue and a store of its own take the place of slots and a file', async () => {
    const store = memoryStore();
    let jobs = 0;
    const result = await run({
      ...GUESS,
      folder: place('no-file'),
      store,
      createQueue({ slots, evaluate }) {
        const queue = createLocalQueue({ slots, evaluate });
        return {
          submit(job, signal) {
            jobs += 1;
            return queue.submit(job, signal);
          },
          close: () => queue.close(),
        };
      },
    });
    expect(jobs).toBeGreaterThan(24);
    expect(result.status).toBe('finished');
    expect(result.hashes.log).toBe((await run({ ...GUESS, folder: place('file') })).hashes.log);
    expect(await readdir(home)).not.toContain('no-file');
  });

  test('the names of kinds that nobody gave are refused with the key, and nothing is left', async () => {
    const folder = place('refused');
    await expect(run({ problem, config: KEYS, folder })).rejects.toMatchObject({
      code: 'E_CONFIG',
      message: expect.stringContaining('config: search.type'),
    });
    const twice = run({ ...GUESS, plugins: { searches: [search, search] }, folder });
    await expect(twice).rejects.toMatchObject({ code: 'E_PLUGIN' });
    await expect(run({ ...GUESS, problem: 'guesss', folder })).rejects.toThrow(
      'config: problem: there is no problem "guesss"',
    );
    expect(await readdir(home)).not.toContain('refused');
  });
});

describe('a run that stops', () => {
  test('a signal pauses it, and it goes on as if nothing had been', async () => {
    const folder = place('paused');
    const stop = new AbortController();
    const paused = await run({
      ...GUESS,
      folder,
      signal: stop.signal,
      onEvent: ({ sequence }) => sequence === 15 && stop.abort(),
    });
    expect(paused).toMatchObject({ status: 'paused', reason: 'interrupted' });

    const { plugins } = GUESS;
    await expect(resume({ run: folder, plugins })).rejects.toMatchObject({
      code: 'E_CONFIG',
      hint: expect.stringContaining('resume({ run, problem })'),
    });
    await expect(resume({ run: folder, problem })).rejects.toMatchObject({ code: 'E_CONFIG' });
    const resumed = await resume({ run: folder, problem, plugins });
    expect(resumed.status).toBe('finished');
    const whole = await run({ ...GUESS, folder: place('unpaused') });
    expect(resumed.hashes.archive).toBe(whole.hashes.archive);
    expect(resumed.best?.source).toEqual(whole.best?.source);
  });

  test('a finished one goes on with another budget, in a store of its own too', async () => {
    const store = memoryStore();
    const folder = place('longer');
    await run({ ...GUESS, folder, store });
    const longer = await resume({
      run: folder,
      problem,
      plugins: GUESS.plugins,
      store,
      set: ['budget.evaluations=40'],
      testWasSeen: true,
    });
    expect(longer.cost.evaluations).toBe(40);
    expect(longer.view.changes).toMatchObject([{ testWasSeen: true }]);
  });

  test('an error of the caller pauses it and comes back', async () => {
    const folder = place('thrown');
    const failing = run({
      ...GUESS,
      folder,
      onEvent({ sequence }) {
        if (sequence === 15) throw new RangeError('enough of this');
      },
    });
    await expect(failing).rejects.toThrow(new RangeError('enough of this'));
    expect(await readRun(folder)).toMatchObject({ status: 'paused', reason: 'interrupted' });
  });
});

describe('processes', () => {
  /** Those of a run, by their command lines; the bundler of simulations serves the whole process. */
  const ours = async (): Promise<readonly string[]> => {
    const lines = await Promise.all(
      descendantsOf(process.pid).map((pid) =>
        readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''),
      ),
    );
    return lines.filter((line) => /sandbox\/worker|texts\/main|--api/.test(line));
  };
  const small: RunOptions = {
    problem: 'cant-be-late',
    config: {
      model: 'none',
      seed: 3,
      budget: { evaluations: 4 },
      finalists: 1,
      slots: { evaluation: 2 },
    },
  };

  test('workers and the process for texts end with a run, whether it finishes, fails or is paused', async () => {
    let most = 0;
    const whole = await run({
      ...small,
      folder: place('workers'),
      onEvent: async () => (most = Math.max(most, (await ours()).length)),
    });
    expect(whole.status).toBe('finished');
    expect(most).toBeGreaterThan(0);
    expect(await ours()).toEqual([]);

    const onEvent = ({ event }: LoggedEvent): void => {
      if (event.type === 'program-added') throw new Error('stop');
    };
    await expect(run({ ...small, folder: place('failed'), onEvent })).rejects.toThrow('stop');
    expect(await ours()).toEqual([]);

    const paused = await run({ ...small, folder: place('at-once'), signal: AbortSignal.abort() });
    expect(paused.status).toBe('paused');
    expect(await ours()).toEqual([]);
  }, 120_000);

  test('a run without values goes on by the command', async () => {
    const resumed = await adrs('resume', place('at-once'));
    expect(resumed).toMatchObject({ code: 0 });
    expect((await readRun(place('at-once'))).status).toBe('finished');
    expect((await readRun(place('at-once'))).hashes.archive).toBe(
      (await readRun(place('workers'))).hashes.archive,
    );
  });
});
