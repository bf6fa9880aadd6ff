import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Elite } from '../../src/core/search.ts';
import type { LoggedEvent } from '../../src/core/store.ts';
import { createRng } from '../../src/core/rng.ts';
import { evolve } from '../../src/engine/evolve.ts';
import { replay } from '../../src/engine/replay.ts';
import { openRunStore } from '../../src/store/run-store.ts';
import { bundleChild, type ChildBundle } from './child-bundle.ts';
import { loggedOf, timeless, toyPlan } from './toy-run.ts';

const EVALUATIONS = 120;
/** Trials at a time: most of what one does is to wait. */
const ABREAST = 4;
const moments = createRng('moments of death');
let bundle: ChildBundle;
let folder = '';
let child = '';

beforeAll(async () => {
  bundle = await bundleChild('toy-run-child');
  ({ folder, file: child } = bundle);
});
afterAll(() => bundle[Symbol.asyncDispose]());

function startVictim(run: string, slots: number): ChildProcess {
  return spawn(process.execPath, [child, run, String(slots)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Makes a run, or goes on with one, to its end. */
async function finish(run: string, mode: 'create' | 'resume', slots: number): Promise<void> {
  const store = openRunStore(run, { mode });
  const plan = toyPlan({ store, evaluations: EVALUATIONS, evaluationSlots: slots, jitterMs: 3 });
  expect(await evolve(plan, new AbortController().signal)).toMatchObject({ status: 'finished' });
  await store.close();
}

interface Ending {
  readonly logged: readonly LoggedEvent[];
  readonly elites: readonly Elite[];
}

/** Reads a run and proves on the way that its log replays. */
async function endingOf(run: string): Promise<Ending> {
  const store = openRunStore(run, { mode: 'read' });
  const plan = toyPlan({ store, evaluations: EVALUATIONS });
  await replay(plan);
  const logged = await loggedOf(store);
  await store.close();
  return { logged, elites: plan.search.elites() };
}

describe('a run whose process is killed', () => {
  test('50 times at a random moment, resumes to the same archive and loses nothing', async () => {
    const undisturbed = path.join(folder, 'undisturbed');
    await finish(undisturbed, 'create', 4);
    const expected = await endingOf(undisturbed);
    const span = (expected.logged.at(-1)?.at ?? 0) - (expected.logged[0]?.at ?? 0);
    let killedInside = 0;

    const trial = async (index: number): Promise<void> => {
      const run = path.join(folder, `run-${index}`);
      const slots = 1 + (index % 4);
      const victim = startVictim(run, slots);
      const gone = once(victim, 'exit');
      const begun = (): boolean => existsSync(path.join(run, 'run.db-wal'));
      while (!begun() && victim.exitCode === null) await sleep(5);
      // Most are killed after their first events, however long a busy machine takes to come to these.
      const hasEvents = async (): Promise<boolean> => ((await eventsIn(run))?.length ?? 0) > 1;
      if (index % 5 > 0) while (victim.exitCode === null && !(await hasEvents())) await sleep(20);
      await sleep(moments.fork(index).next() * span);
      victim.kill('SIGKILL');
      await gone;
      const before = await survivorsOf(run);
      if (before.length > 1 && before.at(-1)?.event.type !== 'run-finished') killedInside += 1;

      await finish(run, before.length === 0 ? 'create' : 'resume', slots);
      const after = await endingOf(run);
      expect(after.logged.slice(0, before.length)).toEqual(before);
      expect(after.elites).toEqual(expected.elites);
      const events = (ending: Ending): unknown[] => timeless(ending.logged.map((l) => l.event));
      expect(events(after)).toEqual(events(expected));
      await rm(run, { recursive: true, force: true });
    };
    const trials = Array.from({ length: 50 }, (_, index) => index);
    const line = trials.values();
    const lane = async (): Promise<void> => {
      for (const index of line) await trial(index);
    };
    await Promise.all(Array.from({ length: ABREAST }, lane));
    expect(killedInside).toBeGreaterThan(25);
  }, 240_000);
});

/** Contents of the log; undefined while the database is being made, or for good where that was cut off. */
async function eventsIn(run: string): Promise<LoggedEvent[] | undefined> {
  try {
    const store = openRunStore(run, { mode: 'read' });
    const logged = await loggedOf(store);
    await store.close();
    return logged;
  } catch {
    return undefined;
  }
}

/** Contents of the log; a folder whose creation was interrupted is empty and is cleared. */
async function survivorsOf(run: string): Promise<LoggedEvent[]> {
  const logged = await eventsIn(run);
  if (logged !== undefined && logged.length > 0) return logged;
  await rm(run, { recursive: true, force: true });
  return [];
}
