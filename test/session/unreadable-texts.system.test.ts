import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { Transcript } from '../../src/core/model.ts';
import { evolve } from '../../src/engine/evolve.ts';
import { replay } from '../../src/engine/replay.ts';
import { replaySession, resumeSession } from '../../src/session/reopen-session.ts';
import { startSession } from '../../src/session/session.ts';
import { openRunStore } from '../../src/store/run-store.ts';
import { ADRS, adrs, programsBelow, start, until, untilGone } from '../cli/processes.ts';
import { loggedOf } from '../engine/toy-run.ts';
import { startWireServer } from '../models/providers/wire-server.ts';

const bombs = path.join(import.meta.dirname, '..', 'fixtures', 'parser-bombs');
const FENCE = '`'.repeat(3);
let place: string;
beforeAll(async () => {
  place = await mkdtemp(path.join(os.tmpdir(), 'adrs-texts-'));
});
afterAll(() => rm(place, { recursive: true, force: true }));

const reply = (code: string): string => `Idea: a rule\n\n${FENCE}ts policy.ts\n${code}\n${FENCE}\n`;

/** Best fit towards a constant: each behaves in its own way. */
function fitting(constant: number, zero = '0'): string {
  return reply(`export function priority(
  item: number, remaining: Float64Array, scores: Float64Array, count: number,
): void {
  const capacity = remaining[count - 1] ?? ${zero};
  for (let bin = 0; bin < count; bin += 1) {
    const free = (remaining[bin] ?? 0) - item;
    scores[bin] = free < capacity - item ? -Math.abs(free - ${constant}) : -1e6;
  }
}`);
}

interface Outcome {
  readonly folder: string;
  /** What became of each reply: its evaluation, or the objection. */
  readonly outcomes: readonly string[];
}

/** A run file for a model behind this address. */
async function runFile(name: string, baseUrl: string, evaluations: number): Promise<string> {
  const file = path.join(place, `${name}.yaml`);
  const m = { provider: 'openai', model: 'm', baseUrl, keyEnv: null, price: 'free' };
  const config = {
    problem: 'bin-packing',
    order: 'strict',
    window: 1,
    search: { type: 'random' },
    // No progress in a row is what is wanted here.
    budget: { evaluations, calls: 1_000, drops: { models: 1_000 } },
    slots: { evaluation: 1 },
    models: { m },
    proposers: [{ name: 'improve', options: { turns: 1 } }],
    advice: { insights: 'off', paradigm: 'off' },
    novelty: 'off',
    finalists: 1,
  };
  await writeFile(file, stringify(config));
  return file;
}

/** Runs a model that gives these replies, one a proposal, and good ones after them. */
async function runOf(
  name: string,
  { replies, evaluations }: { readonly replies: readonly string[]; readonly evaluations: number },
): Promise<Outcome> {
  await using server = await startWireServer({
    format: 'openai',
    script: ({ number }) => ({
      type: 'reply',
      text: replies[number - 1] ?? fitting(1_000 + number),
    }),
  });
  const file = await runFile(name, server.baseUrl, evaluations);
  const folder = path.join(place, name);
  await using session = await startSession({ file, set: [], out: folder, env: {} });
  await evolve(session.plan, new AbortController().signal);
  return { folder, outcomes: (await outcomesIn(folder)).slice(0, replies.length) };
}

async function outcomesIn(folder: string): Promise<readonly string[]> {
  const store = openRunStore(folder, { mode: 'read' });
  const outcomes = (await loggedOf(store)).flatMap(({ event }) => {
    if (event.type === 'program-added' && event.proposer === 'improve@m') {
      return [event.status];
    }
    if (event.type !== 'proposal-dropped' || event.detailHash === undefined) return [];
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- that is what a proposer leaves
    const { turns } = JSON.parse(store.blob(event.detailHash) ?? '') as Transcript;
    return [turns.at(-1)?.outcome ?? ''];
  });
  await store.close();
  return outcomes;
}

test('good replies after 14 with deep brackets are measured as those before', async () => {
  const good = Array.from({ length: 12 }, (_, index) => fitting(index));
  const deep = Array.from({ length: 14 }, (_, index) => {
    const depth = 600 + 30 * index;
    return fitting(index, `${'('.repeat(depth)}0${')'.repeat(depth)}`);
  });
  const replies = [...good.slice(0, 4), ...deep, ...good.slice(4)];
  const { outcomes } = await runOf('poisoned', { replies, evaluations: good.length + 4 });
  expect(outcomes.filter((one) => one === 'scored')).toHaveLength(good.length);
  const objections = outcomes.filter((one) => one !== 'scored');
  expect(new Set(objections.map((one) => one.replace(/\d+:\d+/, 'PLACE')))).toEqual(
    new Set(['unreadable: policy.ts:PLACE the text is nested too deeply to be parsed']),
  );
  expect(objections).toHaveLength(deep.length);
}, 300_000);

describe('texts that take a parser exponential time', () => {
  test('as replies of a model are rejected, and the run resumes and replays', async () => {
    const texts = await Promise.all(
      (await readdir(bombs)).map((name) => readFile(path.join(bombs, name), 'utf8')),
    );
    const edits = texts.slice(0, 2).map((text) => {
      const lines = '<<<<<<< SEARCH\nexport function priority(\n=======\n';
      return `Idea: an edit\n${lines}${text}\nexport function priority(\n>>>>>>> REPLACE\n`;
    });
    const bare = texts.slice(0, 2);
    const replies = [...texts.map(reply), ...bare, ...edits, fitting(3)];
    const { folder, outcomes } = await runOf('bombs', { replies, evaluations: 6 });
    expect(outcomes).toHaveLength(replies.length);
    expect(outcomes.at(-1)).toBe('scored');
    const kinds = outcomes.slice(0, -1).map((one) => one.replace(/:.*/s, ''));
    expect(kinds.slice(0, texts.length)).toEqual(texts.map(() => 'unreadable'));
    expect(kinds.filter((kind) => !/unreadable|no-match|no-code|syntax/.test(kind))).toEqual([]);
    {
      await using resumed = await resumeSession(folder, { env: {} });
      expect(await evolve(resumed.plan, new AbortController().signal)).toMatchObject({
        status: 'finished',
      });
    }
    await using replayed = await replaySession(folder, { env: {} });
    await replay(replayed.plan);
    expect((await outcomesIn(folder)).slice(0, outcomes.length)).toEqual(outcomes);
  }, 300_000);

  test('hold up no Ctrl-C while they are read, and the run goes on with them', async () => {
    const bomb = reply(await readFile(path.join(bombs, 'arrow-head.ts.txt'), 'utf8'));
    const gate = Promise.withResolvers<void>();
    await using server = await startWireServer({
      format: 'openai',
      script: async ({ number }) => {
        if (number === 2) await gate.promise;
        return { type: 'reply', text: number === 2 ? bomb : fitting(number) };
      },
    });
    const folder = path.join(place, 'interrupted');
    const file = await runFile('interrupted', server.baseUrl, 6);
    const running = start([...ADRS, 'run', file, '--out', folder, '--json']);
    const settled = (): number => running.out().split('"type":"call-settled"').length - 1;
    await until(() => server.requests.length === 2 && settled() === 1, 'the second request');
    // A text that keeps its reader busy for as long as it likes.
    const readers = programsBelow(running.pid, '/texts/main.ts');
    expect(readers).toHaveLength(1);
    for (const reader of readers) process.kill(reader, 'SIGSTOP');
    gate.resolve();
    await until(() => settled() === 2, 'the second reply');
    process.kill(running.pid, 'SIGINT');
    expect(await running.ended).toMatchObject({ code: 130 });
    await untilGone(readers);
    const store = openRunStore(folder, { mode: 'read' });
    expect((await loggedOf(store)).at(-1)?.event).toMatchObject({ type: 'run-paused' });
    await store.close();
    await using resumed = await resumeSession(folder, { env: {} });
    expect(await evolve(resumed.plan, new AbortController().signal)).toMatchObject({
      status: 'finished',
    });
    const outcomes = await outcomesIn(folder);
    expect(outcomes.slice(0, 3)).toEqual([
      'scored',
      expect.stringMatching(/^unreadable/),
      'scored',
    ]);
  }, 300_000);

  test.each(['arrow-head', 'computed-keys', 'deep-negations'])(
    'as the policy file %s are rejected by adrs eval',
    async (name) => {
      const file = path.join(place, `${name}.ts`);
      await copyFile(path.join(bombs, `${name}.ts.txt`), file);
      const { out } = await adrs('eval', 'cant-be-late', file);
      expect(out).toMatch(/^rejected \(invalid\)\npolicy\.ts:\d+:\d+: the text /);
    },
  );
});
