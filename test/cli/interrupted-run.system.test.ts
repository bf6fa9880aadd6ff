import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createRng } from '../../src/core/rng.ts';
import type { RunEvent } from '../../src/core/events.ts';
import type { LoggedEvent } from '../../src/core/store.ts';
import { openRunStore } from '../../src/store/run-store.ts';
import {
  ADRS,
  adrs,
  createWorkplace,
  descendantsOf,
  start,
  until,
  untilGone,
  untilSpent,
  workersOf,
  type Running,
  type Workplace,
} from './processes.ts';
import { essenceOf, shown } from './shown-run.ts';

const EVALUATIONS = 60;
/** Quiet machines need a tenth of it; on a busy one, where all takes longer, the run's own start is the measure. */
const PROMPTLY_MS = 6_000;

let place: Workplace;
let undisturbed: unknown;
let running: Running | undefined;

beforeAll(async () => {
  place = await createWorkplace();
  const run = path.join(place.folder, 'undisturbed');
  const { code, err } = await adrs('run', place.runFile, '--out', run, ...untilSpent(EVALUATIONS));
  if (code !== 0) throw new Error(err);
  undisturbed = await essenceOf(run);
});
afterEach(async () => {
  if (running !== undefined) signalTo(running, 'SIGKILL');
  await running?.ended;
});
afterAll(() => place[Symbol.asyncDispose]());

function signalTo({ pid }: Running, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended already.
  }
}

function startRun(run: string, runFile = place.runFile): Running {
  const settings = ['--set', 'slots.evaluation=2', ...untilSpent(EVALUATIONS)];
  const command = [...ADRS, 'run', runFile, '--out', run, '--json', ...settings];
  running = start(command, { ownGroup: true });
  return running;
}

function startResume(run: string): Running {
  running = start([...ADRS, 'resume', run, '--json']);
  return running;
}

function programsIn(process: Running): number {
  return process.out().split('"program-added"').length - 1;
}

/** Contents of the log; empty where the run has not begun. */
async function logOf(run: string): Promise<readonly LoggedEvent[]> {
  const store = openRunStore(run, { mode: 'read' });
  const logged: LoggedEvent[] = [];
  for await (const entry of store.read()) logged.push(entry);
  await store.close();
  return logged;
}

describe('a run that is asked to stop', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s, stops at once, keeps what it has, and ends like an undisturbed one when resumed',
    async (signal) => {
      const run = path.join(place.folder, signal);
      const startedAt = performance.now();
      const process = startRun(run);
      await until(() => programsIn(process) > 20, 'twenty programs');
      const workers = descendantsOf(process.pid);
      const askedAt = performance.now();
      // A terminal's Ctrl-C reaches the workers too.
      signalTo(signal === 'SIGINT' ? { ...process, pid: -process.pid } : process, signal);
      const { code, out, err } = await process.ended;
      const limitMs = Math.max(PROMPTLY_MS, askedAt - startedAt);
      expect(performance.now() - askedAt).toBeLessThan(limitMs);
      // What was in flight may still have come in, and nothing after it.
      expect(programsIn(process)).toBeLessThan(40);
      expect([code, err]).toEqual([130, expect.stringContaining(`adrs resume ${run}`)]);
      expect(workers.length).toBeGreaterThan(0);
      await untilGone(workers);

      const printed = out.trimEnd().split('\n');
      const recorded = await logOf(run);
      expect(recorded).toHaveLength(printed.length);
      expect(recorded.at(-1)?.event).toMatchObject({ type: 'run-paused', reason: 'interrupted' });
      expect((await shown(run)).status).toBe('paused');

      expect((await adrs('resume', run)).code).toBe(0);
      expect((await logOf(run)).slice(0, recorded.length)).toEqual(recorded);
      expect(await essenceOf(run)).toEqual(undisturbed);
    },
  );

  test('stops at the second signal even when an evaluation never ends', async () => {
    const { problem } = place;
    const file = path.join(problem, 'problem.ts');
    const text = await readFile(file, 'utf8');
    const hanging = path.join(problem, 'hanging.ts');
    const evaluator = `{ ...simulationEvaluator({ simulation: here('simulation/index.ts') }),
      measure: () => new Promise(() => { setInterval(() => 0, 1000); process.stderr.write('HANGS'); }) }`;
    await writeFile(hanging, text.replace(/simulationEvaluator\(\{.*\}\)/, evaluator));
    const runFile = path.join(problem, 'hanging.yaml');
    await writeFile(runFile, 'problem: ./hanging.ts\n');

    const process = startRun(path.join(place.folder, 'hanging'), runFile);
    await until(() => process.err().includes('HANGS'), 'an evaluation');
    signalTo(process, 'SIGINT');
    const early = await Promise.race([process.ended, sleep(500, 'still running')]);
    expect(early).toBe('still running');
    signalTo(process, 'SIGINT');
    expect((await process.ended).code).toBe(130);
  });
});

describe('kill -9', () => {
  test('of the coordinator, five times in one run, loses nothing and leaves no worker', async () => {
    const moments = createRng('moments of death');
    const run = path.join(place.folder, 'killed');
    let recorded: readonly LoggedEvent[] = [];
    for (let round = 0; round < 5; round += 1) {
      const process = round === 0 ? startRun(run) : startResume(run);
      const before = recorded.length;
      await until(() => process.out().split('\n').length > before + 5, 'five new events');
      await sleep(moments.fork(round).next() * 300);
      const started = descendantsOf(process.pid);
      signalTo(process, 'SIGKILL');
      const { code } = await process.ended;
      await untilGone(started);
      const logged = await logOf(run);
      expect(logged.slice(0, before)).toEqual(recorded);
      expect(code === null || logged.at(-1)?.event.type === 'run-finished').toBe(true);
      expect(logged.length).toBeGreaterThan(before);
      recorded = logged;
    }
    expect((await adrs('resume', run)).code).toBe(0);
    expect((await logOf(run)).slice(0, recorded.length)).toEqual(recorded);
    expect(await essenceOf(run)).toEqual(undisturbed);
  });

  test('of workers in the middle of their work changes nothing of what a run finds', async () => {
    const run = path.join(place.folder, 'workers');
    const process = startRun(run);
    for (const programs of [5, 20, 35]) {
      await until(() => programsIn(process) > programs, `${programs} programs`);
      // Stopped first, so that each one certainly holds a candidate when it dies.
      const workers = await stopWorkers(process);
      expect(workers.length).toBeGreaterThan(1);
      for (const worker of workers) signalTo({ ...process, pid: worker }, 'SIGKILL');
    }
    expect((await process.ended).code).toBe(0);
    expect((await logOf(run)).filter(({ event }) => isBlamed(event))).toEqual([]);
    expect(await essenceOf(run)).toEqual(undisturbed);
  });
});

/** Whether a candidate is said to have crashed. */
function isBlamed(event: RunEvent): boolean {
  return event.type === 'program-added' && event.reason === 'crashed';
}

/** Stops every worker of a run, and those that replace them, until the run stands still. */
async function stopWorkers(process: Running): Promise<readonly number[]> {
  for (;;) {
    const seen = process.out().length;
    for (const worker of workersOf(process.pid)) {
      signalTo({ ...process, pid: worker }, 'SIGSTOP');
    }
    await sleep(300);
    if (process.out().length === seen) return workersOf(process.pid);
  }
}
