import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunEvent } from '../../src/core/events.ts';
import { evolve } from '../../src/engine/evolve.ts';
import { startSession } from '../../src/session/session.ts';
import { withStoredRun } from '../../src/session/stored-run.ts';

const fixtures = path.join(import.meta.dirname, '..', 'fixtures', 'fixed-runs');
let place: string;

beforeAll(async () => {
  place = await mkdtemp(path.join(os.tmpdir(), 'adrs-fixed-'));
});
afterAll(() => rm(place, { recursive: true }));

/** The findings of a run, in a form that a new field of the log does not change. */
interface Found {
  readonly archiveHash: string | null;
  readonly programs: readonly (readonly [string, readonly string[], number | null, unknown])[];
}

async function found(name: string, set: readonly string[] = []): Promise<Found> {
  const out = path.join(place, `${name}${set.length}`);
  const file = path.join(fixtures, `${name}.yaml`);
  {
    await using session = await startSession({ file, set, out });
    await evolve(session.plan, new AbortController().signal);
  }
  return withStoredRun(out, async ({ archiveHash, events }) => {
    const programs: Found['programs'][number][] = [];
    for await (const { event } of events()) if (isAdded(event)) programs.push(rowOf(event));
    return { archiveHash, programs };
  });
}

type Added = Extract<RunEvent, { type: 'program-added' }>;

function isAdded(event: RunEvent): event is Added {
  return event.type === 'program-added';
}

function rowOf({ id, parents, fitness, placement }: Added): Found['programs'][number] {
  return [id, parents, fitness, placement];
}

async function known(name: string): Promise<unknown> {
  return JSON.parse(await readFile(path.join(fixtures, `${name}.json`), 'utf8'));
}

test('a run without a model finds, step by step, what it always found', async () => {
  expect(await found('model-free')).toEqual(await known('model-free'));
});

test('a run with a model finds what it always found, and again from its recorded replies', async () => {
  const expected = await known('models');
  expect(await found('models')).toEqual(expected);
  const from = path.join(place, 'models0');
  const recorded = await found('models', [`replies.from=${from}`, 'replies.misses=fail']);
  expect(recorded).toEqual(expected);
});
