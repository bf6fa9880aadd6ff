import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRecordedRun } from '../../src/session/replies.ts';
import type { CallSettled, RunEvent } from '../../src/core/events.ts';
import { runStarted } from '../../src/testing/run-events.ts';
import { hashText } from '../../src/core/hash.ts';
import type { Completion } from '../../src/core/model.ts';
import { openRunStore } from '../../src/store/run-store.ts';

const STARTED = runStarted();
const REPLY: Completion = {
  text: 'Idea: wait',
  finish: 'stop',
  usage: { input: 10, cachedInput: 2, cacheWrite: 0, output: 5, reasoning: 0 },
  answeredBy: 'test-1',
};
const PAID = { calls: 1, tokens: 15, usd: 0.25 };

let home = '';
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'adrs-replies-'));
});
afterAll(() => rm(home, { recursive: true }));

type Outcome = Pick<CallSettled, 'outcome'> & Partial<CallSettled>;

/** A run whose calls came to these, as `key: outcome`. */
async function record(
  name: string,
  calls: readonly (readonly [key: string, outcome: Outcome | undefined])[],
  others: readonly RunEvent[] = [],
): Promise<string> {
  const folder = path.join(home, name);
  const store = openRunStore(folder, { mode: 'create' });
  const events: RunEvent[] = [STARTED];
  for (const [index, [key, outcome]] of calls.entries()) {
    const call = index + 1;
    events.push({
      type: 'call-reserved',
      call,
      key,
      ordinal: 0,
      model: 'm',
      title: 'improve',
      messagesHash: 'none',
      worst: PAID,
    });
    if (outcome === undefined) continue;
    events.push({ type: 'call-settled', call, spent: PAID, seconds: 2, ...outcome });
  }
  await store.append([...events, ...others], [JSON.stringify(REPLY), '{"text": 3}']);
  await store.close();
  return folder;
}

const answered: Outcome = { outcome: 'answered', replyHash: hashText(JSON.stringify(REPLY)) };
const limited: Outcome = {
  outcome: 'failed',
  failure: { kind: 'rate-limit', message: 'too many' },
};
const broken: Outcome = { outcome: 'failed', failure: { kind: 'server', message: 'oops' } };

test('an answered request is its reply alone, whatever failed before and was lost', async () => {
  const folder = await record('answered', [
    ['k', limited],
    ['k', { outcome: 'lost' }],
    ['k', answered],
  ]);
  await using run = await openRecordedRun(folder);
  expect(run.replies.find('k')).toEqual([{ spent: { ...PAID, seconds: 2 }, completion: REPLY }]);
});

test('a reply that was itself recalled counts as one', async () => {
  const folder = await record('recalled', [['k', { ...answered, outcome: 'recalled' }]]);
  await using run = await openRecordedRun(folder);
  expect(run.replies.find('k')).toMatchObject([{ completion: REPLY }]);
});

test('a request that was never answered is its failures in order', async () => {
  const folder = await record('failed', [
    ['k', limited],
    ['other', answered],
    ['k', { outcome: 'lost' }],
    ['k', broken],
    ['open', undefined],
  ]);
  await using run = await openRecordedRun(folder);
  expect(run.replies.find('k')).toMatchObject([
    { failure: { kind: 'rate-limit' } },
    { failure: { kind: 'server' } },
  ]);
  expect(run.replies.find('open')).toBeUndefined();
  expect(run.replies.find('never')).toBeUndefined();
});

test('tells in what order the run committed and how it ended', async () => {
  const dropped = {
    type: 'proposal-dropped',
    proposer: 'x',
    askedAfter: 0,
    selection: { parent: null, inspirations: [] },
    island: 0,
    reason: 'duplicate',
    detail: 'p0',
    evaluations: 0,
    proposeSeconds: 0,
  } as const;
  const folder = await record(
    'order',
    [],
    [
      { ...dropped, ordinal: 2 },
      { ...dropped, ordinal: 0 },
      { ...dropped, ordinal: 1 },
      { type: 'run-finished', reason: 'target' },
    ],
  );
  await using run = await openRecordedRun(folder);
  expect(run.followed).toEqual({ ordinals: [2, 0, 1], reason: 'target' });
});

test('a reply that is missing or no reply is a StoreError, and only when it is asked for', async () => {
  const folder = await record('damaged', [
    ['gone', { outcome: 'answered', replyHash: 'f'.repeat(64) }],
    ['odd', { outcome: 'answered', replyHash: hashText('{"text": 3}') }],
  ]);
  await using run = await openRecordedRun(folder);
  expect(() => run.replies.find('gone')).toThrow(/recorded reply ffffffffffff.*missing/);
  expect(() => run.replies.find('odd')).toThrow(/cannot be read/);
});

test('a folder without a run is a StoreError', async () => {
  await expect(openRecordedRun(path.join(home, 'nothing'))).rejects.toMatchObject({
    code: 'E_STORE',
  });
});
