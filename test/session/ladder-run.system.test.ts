import { cp, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { replaySession } from '../../src/session/reopen-session.ts';
import { startSession } from '../../src/session/session.ts';
import type { RunEvent } from '../../src/core/events.ts';
import type { LoggedEvent } from '../../src/core/store.ts';
import { evolve } from '../../src/engine/evolve.ts';
import { replay } from '../../src/engine/replay.ts';
import { openRunStore } from '../../src/store/run-store.ts';
import { logHash } from '../../src/view/run-hash.ts';
import { loggedOf, timeless } from '../engine/toy-run.ts';
import { startWireServer, type WireServer } from '../models/providers/wire-server.ts';
import { ladderScript, makeLadderFolder, RUNGS, type LadderFolder } from './ladder-problem.ts';

const KEYS = {
  OPENAI_TEST_KEY: 'sk-openai-planted-123456789',
  ANTHROPIC_TEST_KEY: 'sk-ant-planted-987654321',
};
const calm = new AbortController().signal;
let place: LadderFolder;
let servers: readonly WireServer[];
let config: object;

beforeAll(async () => {
  place = await makeLadderFolder();
  const script = await ladderScript();
  const answer = ({ body }: { readonly body: unknown }): { type: 'reply'; text: string } => {
    const messages = [{ role: 'user' as const, text: JSON.stringify(body) }];
    const reply = script({ messages, title: '', key: '' }, 0);
    return { type: 'reply', text: typeof reply === 'string' ? reply : '' };
  };
  servers = await Promise.all(
    (['openai', 'anthropic'] as const).map((format) => startWireServer({ format, script: answer })),
  );
  const [openai, anthropic] = servers;
  const price = { input: 2, output: 10, cachedInput: 0.2, cacheWrite: 2.5 };
  config = {
    models: {
      gpt: {
        provider: 'openai',
        model: 'gpt-test',
        baseUrl: openai?.baseUrl,
        keyEnv: 'OPENAI_TEST_KEY',
        price,
      },
      claude: {
        provider: 'anthropic',
        model: 'claude-test',
        baseUrl: anthropic?.baseUrl,
        keyEnv: 'ANTHROPIC_TEST_KEY',
        price,
      },
    },
    proposers: ['improve', 'rewrite', 'explore'],
    advice: { insights: 'off', paradigm: 'off' },
    search: { type: 'top' },
    // The seed and every rung; after them, no reply brings anything new.
    budget: { evaluations: RUNGS.length + 1, usd: 5 },
    finalists: 1,
  };
});
afterAll(async () => {
  for (const server of servers) await server.close();
  await place[Symbol.asyncDispose]();
});

async function run(
  name: string,
  changes: object = {},
  env: Record<string, string> = KEYS,
): Promise<string> {
  const out = path.join(place.folder, name);
  const file = await place.runFile(`${name}.yaml`, { ...config, ...changes });
  await using session = await startSession({ file, set: [], out, env });
  expect(await evolve(session.plan, calm)).toMatchObject({ status: 'finished' });
  return out;
}

async function logOf(folder: string): Promise<readonly LoggedEvent[]> {
  const store = openRunStore(folder, { mode: 'read' });
  const logged = await loggedOf(store);
  await store.close();
  return logged;
}

/** Facts that must be the same in two equal runs, in the order of the log. */
function essence(logged: readonly LoggedEvent[]): readonly unknown[] {
  const told = logged.map(({ event }) => event).filter(({ type }) => !type.startsWith('call-'));
  return timeless(told.filter(({ type }) => type !== 'run-started')).map((event) =>
    JSON.parse(JSON.stringify(event, (name, value) => (name === 'cost' ? undefined : value))),
  );
}

function added(
  logged: readonly LoggedEvent[],
): readonly Extract<RunEvent, { type: 'program-added' }>[] {
  return logged.flatMap(({ event }) => (event.type === 'program-added' ? [event] : []));
}

test('models are told the limits of the run, and of the evaluator where the run has none', async () => {
  const asked = servers.map(({ requests }) => requests.length);
  await run('limited', { limits: { timeoutMs: 3000 }, budget: { evaluations: 3, usd: 5 } });
  const bodies = servers.flatMap(({ requests }, index) => requests.slice(asked[index]));
  expect(bodies.length).toBeGreaterThan(0);
  for (const { body } of bodies) {
    const text = JSON.stringify(body);
    expect(text).toContain('- 3 seconds for all cases together');
    expect(text).toContain('- 128 MB of memory');
    expect(text).toContain('- 10000000 calls and simulated events a case');
  }
});

describe.each(['strict', 'eager'] as const)('a ladder of replies in %s order', (order) => {
  const first = `first-${order}`;

  test('reaches each known policy, one after the other', async () => {
    const folder = await run(first, { order });
    const logged = await logOf(folder);
    const known = new Map<string, number>();
    for (const { event } of logged) {
      if (event.type !== 'baseline-measured' || event.split !== 'train') continue;
      if (event.evaluation.status === 'scored') known.set(event.name, event.evaluation.fitness);
    }
    const curve: number[] = [];
    for (const { fitness } of added(logged)) {
      if (fitness !== null && fitness > (curve.at(-1) ?? -Infinity)) curve.push(fitness);
    }
    const rungs = RUNGS.map(([name]) => known.get(`baseline:${name}`));
    expect(curve).toEqual([known.get('seed:on-demand'), ...rungs]);
    expect(
      added(logged)
        .slice(1)
        .every(({ spending }) => (spending?.usd ?? 0) > 0),
    ).toBe(true);
    expect(added(logged).map(({ note }) => note)).toContain('uniform-progress');
  });

  test('is the same, event for event, from the recorded replies with no server and no key', async () => {
    const copy = path.join(place.folder, `copy-${order}`);
    await cp(path.join(place.folder, first), copy, { recursive: true });
    const asked = servers.map(({ requests }) => requests.length);
    const second = await run(
      `second-${order}`,
      { order, replies: { from: copy, misses: 'fail' } },
      {},
    );
    expect(servers.map(({ requests }) => requests.length)).toEqual(asked);
    const [before, after] = [await logOf(copy), await logOf(second)];
    expect(essence(after)).toEqual(essence(before));
    const rest = (logged: readonly LoggedEvent[]): readonly LoggedEvent[] =>
      logged.filter(({ event }) => event.type !== 'run-started');
    expect(await logHash(rest(after))).toBe(await logHash(rest(before)));
  });

  test('reads back from a copied folder alone, with no server and no key', async () => {
    await using session = await replaySession(path.join(place.folder, `copy-${order}`), {
      env: {},
    });
    const replayed = await replay(session.plan);
    expect(replayed.programs).toBeGreaterThanOrEqual(RUNGS.length + 1);
  });
});

test('the keys stand in no file of a run, packed or not', async () => {
  const folder = await run('keys');
  const secrets = Object.values(KEYS);
  const names = await readdir(folder, { recursive: true });
  for (const name of names) {
    const bytes = await readFile(path.join(folder, name)).catch(() => Buffer.alloc(0));
    const found = secrets.filter((secret) => bytes.includes(secret));
    expect({ name, found }).toEqual({ name, found: [] });
  }
  const store = openRunStore(folder, { mode: 'read' });
  for (const { event } of await loggedOf(store)) {
    const text = JSON.stringify(event);
    const hashes = text.match(/\b[0-9a-f]{64}\b/g) ?? [];
    const texts = [text, ...hashes.map((hash) => store.blob(hash) ?? '')];
    for (const secret of secrets) expect(texts.some((one) => one.includes(secret))).toBe(false);
  }
  await store.close();
  expect(servers[0]?.requests[0]?.headers.authorization).toContain(KEYS.OPENAI_TEST_KEY);
});
