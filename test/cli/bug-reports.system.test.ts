import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunEvent } from '../../src/core/events.ts';
import { openRunStore } from '../../src/store/run-store.ts';
import { eventsOf } from '../engine/toy-run.ts';
import {
  startWireServer,
  type ReceivedRequest,
  type WireAnswer,
} from '../models/providers/wire-server.ts';
import { ADRS, start, type Ended } from './processes.ts';

/** Public bug reports of this field as run files and servers: `run.yaml` with PORT for the port, `server.mjs`. */
const fixtures = path.join(import.meta.dirname, '..', 'fixtures', 'bug-reports');
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'adrs-bug-reports-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Reply {
  readonly text?: string;
  readonly usage?: unknown;
  readonly status?: number;
  readonly raw?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

type Answer = (n: number, request: { readonly body: unknown }) => string | Reply;

/** What a server's answer is on the wire. */
function wireAnswer(answer: string | Reply): WireAnswer {
  const {
    text,
    usage,
    status = 200,
    raw,
    headers = {},
  } = typeof answer === 'string' ? { text: answer } : answer;
  if (raw !== undefined) return { type: 'bytes', status, headers, body: JSON.stringify(raw) };
  const choice = { index: 0, finish_reason: 'stop', message: { role: 'assistant', content: text } };
  const counts = { prompt_tokens: 100, completion_tokens: 50, total_tokens: 150 };
  const body = { id: 'c', choices: [choice], usage: usage === undefined ? counts : usage };
  return { type: 'bytes', status, headers, body: JSON.stringify(body) };
}

interface Tried extends Ended {
  readonly events: readonly RunEvent[];
  readonly requests: readonly ReceivedRequest[];
  /** Texts of the models' programs. */
  readonly programs: readonly string[];
}

interface TryOptions {
  readonly answer?: Answer;
  readonly set?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

async function tried(
  name: string,
  { answer, set = [], env = {} }: TryOptions = {},
): Promise<Tried> {
  const place = path.join(fixtures, name);
  const given: Answer =
    answer ?? (await import(pathToFileURL(path.join(place, 'server.mjs')).href)).answer;
  await using server = await startWireServer({
    format: 'openai',
    script: ({ number, body }) => wireAnswer(given(number, { body })),
  });
  const text = await readFile(path.join(place, 'run.yaml'), 'utf8');
  const file = path.join(folder, `${name}-${Math.random()}.yaml`);
  await writeFile(file, text.replace('http://127.0.0.1:PORT/v1', server.baseUrl));
  const run = `${file}.run`;
  const settings = ['finalists=0', ...set].flatMap((each) => ['--set', each]);
  const ended = await start([...ADRS, 'run', file, '--out', run, ...settings], { env }).ended;
  const store = openRunStore(run, { mode: 'read' });
  try {
    const events = await eventsOf(store);
    const programs = addedTo(events).map(({ sourceHash }) => store.blob(sourceHash) ?? '');
    return { ...ended, events, requests: server.requests, programs };
  } finally {
    await store.close();
  }
}

const addedTo = (events: readonly RunEvent[]) =>
  events.filter((event) => event.type === 'program-added').filter((one) => one.proposer !== 'seed');
const settledIn = (events: readonly RunEvent[]) =>
  events.filter((event) => event.type === 'call-settled');
const outcomesIn = (events: readonly RunEvent[]): readonly string[] =>
  events.flatMap((event) => (event.type === 'proposal-dropped' ? [event.detail] : []));

test('02: thoughts end at their closing tag, with or without an opening one', async () => {
  const { programs } = await tried('02-thoughts-without-opening-tag');
  expect(programs.length).toBeGreaterThan(0);
  for (const program of programs) {
    expect(program).toContain('// FINAL');
    expect(program).not.toContain('// DRAFT');
  }
});

test('03: an edit that cannot be read is sent back, and nothing of its reply is evaluated', async () => {
  const { programs, events } = await tried('03-second-edit-unreadable');
  expect(programs).toEqual([]);
  expect(outcomesIn(events)[0]).toContain('malformed-edit');
  // Calls that the budget refuses are none.
  expect(settledIn(events).reduce((sum, { spent }) => sum + spent.calls, 0)).toBe(6);
});

test('04: a spread is no elision', async () => {
  const { programs } = await tried('04-spread-named-rest');
  expect(programs).toHaveLength(3);
  expect(programs[0]).toContain('...rest');
});

test.each(['05-usage-without-counts', '08-zero-usage'])(
  '%s: a reply without counts is used, and its tokens are taken at a rough count',
  async (name) => {
    const { programs, events } = await tried(name);
    expect(programs.length).toBeGreaterThanOrEqual(3);
    for (const { spent } of settledIn(events).filter(({ outcome }) => outcome === 'answered')) {
      expect(spent.tokens).toBeGreaterThan(1000);
    }
    const reason = name.startsWith('08') ? 'spending' : 'evaluations';
    expect(events.at(-1)).toMatchObject({ type: 'run-finished', reason });
  },
);

test('06: reasoning beside the completion is paid for', async () => {
  const { events } = await tried('06-reasoning-beside-completion');
  expect(settledIn(events)).not.toEqual([]);
  for (const { spent, usage } of settledIn(events)) {
    expect(spent.usd).toBeCloseTo(0.107, 10);
    expect(usage).toMatchObject({ output: 10_300, reasoning: 10_000 });
  }
});

test('a bill beyond its reservation stops the model, and the terminal and the log say so', async () => {
  const { events, err, requests } = await tried('06-reasoning-beside-completion', {
    set: ['models.m.maxTokens=4000'],
  });
  expect(requests).toHaveLength(1);
  const answered = settledIn(events).filter(({ outcome }) => outcome === 'answered');
  expect(answered).toMatchObject([{ overrun: true, spent: { usd: 0.107 } }]);
  expect(err).toMatch(/^warning: call 1 of m was billed 14300 tokens and 0\.1070 USD, beyond/m);
});

test('09: no request holds half a character', async () => {
  const { programs, requests } = await tried('09-half-an-emoji');
  expect(programs).toHaveLength(3);
  expect(
    requests.some(({ body }) => JSON.stringify(body['messages']).includes('rest is left out')),
  ).toBe(true);
  for (const { body } of requests) {
    expect(JSON.stringify(body)).not.toMatch(/\\ud[89ab]/i);
  }
});

test('10: a key that is a plain word is taken out of no program, and the run says so', async () => {
  const { programs, err } = await tried('10-key-that-is-a-word', {
    env: { LITELLM_KEY: 'anything' },
  });
  expect(programs).toHaveLength(3);
  expect(programs[0]).toContain('const anything');
  expect(err).toContain('the key in LITELLM_KEY is a plain word');
});

test("13: an upstream's own reason reaches the user", async () => {
  const { events } = await tried('13-reason-in-metadata');
  expect(settledIn(events)[0]?.failure?.message).toContain(
    'deepseek/deepseek-chat:free is temporarily rate-limited upstream; add your own key',
  );
});

test('a pause of 3,000 s that a provider asks for is told, with when to go on, and not slept', async () => {
  const { code, err, requests } = await tried('13-reason-in-metadata', {
    answer: () => ({
      status: 429,
      headers: { 'retry-after': '3000' },
      raw: { error: { message: 'slow' } },
    }),
    set: ['budget.calls=60'],
  });
  expect(code).not.toBe(0);
  expect(requests).toHaveLength(1);
  expect(err).toMatch(/asks to wait 3000 s, until \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
});

test('14: a server without a system role is asked without one', async () => {
  const { programs, err } = await tried('14-no-system-role');
  expect(programs).toHaveLength(3);
  expect(err).toContain('its server wants the system text before the first message of the user');
});

test('15: a server with a small context is asked for fewer tokens', async () => {
  const { programs, err } = await tried('15-small-context');
  expect(programs).toHaveLength(3);
  expect(err).toContain('its server wants maxTokens 4000');
});

test('a server whose context is too small for any reply: the hint names the key', async () => {
  const message = "This model's maximum context length is 100 tokens.";
  const { code, err } = await tried('15-small-context', {
    answer: () => ({ status: 400, raw: { object: 'error', message, code: 400 } }),
  });
  expect(code).not.toBe(0);
  expect(err).toContain('lower models.m.maxTokens');
});
