import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunEvent } from '../../src/core/events.ts';
import { createRng } from '../../src/core/rng.ts';
import { openRunStore } from '../../src/store/run-store.ts';
import { bundleChild, type ChildBundle } from './child-bundle.ts';
import { accountOf } from './toy-models.ts';
import { eventsOf } from './toy-run.ts';

const BUDGET_USD = 1.2;
const TRIALS = 6;
const moments = createRng('moments of death');
let bundle: ChildBundle;
let folder = '';
let child = '';

beforeAll(async () => {
  bundle = await bundleChild('toy-models-child');
  ({ folder, file: child } = bundle);
});
afterAll(() => bundle[Symbol.asyncDispose]());

interface Trial {
  readonly run: string;
  /** File with the key of every request that left. */
  readonly requests: string;
}

/** Runs the child; kills it after so many milliseconds of asking. */
async function runChild(mode: string, trial: Trial, killAfterMs = Infinity): Promise<number> {
  const { run, requests } = trial;
  const stdio = ['ignore', 'ignore', 'inherit'] as const;
  const asker = spawn(process.execPath, [child, run, mode, requests], { stdio: [...stdio] });
  const gone = once(asker, 'exit');
  if (Number.isFinite(killAfterMs)) {
    while (!existsSync(requests) && asker.exitCode === null) await sleep(2);
    await sleep(killAfterMs);
    asker.kill('SIGKILL');
  }
  const [code] = await gone;
  return code ?? -1;
}

async function logOf({ run }: Trial): Promise<readonly RunEvent[]> {
  const store = openRunStore(run, { mode: 'read' });
  const events = await eventsOf(store);
  await store.close();
  return events;
}

async function keysIn({ requests }: Trial): Promise<readonly string[]> {
  return (await readFile(requests, 'utf8')).trim().split('\n');
}

/** Keys of the calls with one of these outcomes. */
function keysWith(events: readonly RunEvent[], outcomes: readonly string[]): ReadonlySet<string> {
  const keys = new Map<number, string>();
  const found = new Set<string>();
  for (const event of events) {
    if (event.type === 'call-reserved') keys.set(event.call, event.key);
    if (event.type !== 'call-settled' || !outcomes.includes(event.outcome)) continue;
    found.add(keys.get(event.call) ?? '');
  }
  return found;
}

describe('the account of a run that is killed with 64 calls in flight', () => {
  test('balances, stays within the budget, and pays for no recorded answer again', async () => {
    let lostCalls = 0;
    for (let index = 0; index < TRIALS; index += 1) {
      const trial = {
        run: path.join(folder, `run-${index}`),
        requests: path.join(folder, `requests-${index}`),
      };
      await runChild('create', trial, moments.fork(index).next() * 400);
      const before = await logOf(trial);
      const askedBefore = await keysIn(trial);
      if (before.at(-1)?.type === 'run-finished') continue;

      expect(await runChild('resume', trial)).toBe(0);
      const after = await logOf(trial);
      expect(after.slice(0, before.length)).toEqual(before);
      const askedLater = (await keysIn(trial)).slice(askedBefore.length);
      const paid = keysWith(before, ['answered']);
      expect(askedLater.filter((key) => paid.has(key))).toEqual([]);
      expect(new Set(askedLater).size).toBe(askedLater.length);

      const { total, peakUsd, open } = accountOf(after);
      expect(open).toBe(0);
      expect(peakUsd).toBeLessThanOrEqual(BUDGET_USD);
      // A call that the budget refused stands in the log, too, and costs nothing.
      const reserved = after.filter(
        (event) => event.type === 'call-reserved' && event.worst.calls > 0,
      ).length;
      expect(total.calls).toBe(reserved);
      // Nothing leaves that is not on the books.
      expect(askedBefore.length + askedLater.length).toBeLessThanOrEqual(reserved);
      lostCalls += keysWith(after, ['lost']).size;
    }
    expect(lostCalls).toBeGreaterThan(TRIALS);
  }, 120_000);
});
