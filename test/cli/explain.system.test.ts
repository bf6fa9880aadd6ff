import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cli } from './in-process.ts';
import { openRunStore } from '../../src/store/run-store.ts';
import { modelRun, withEveryText } from '../report/synthetic-models.ts';

let folder = '';
beforeAll(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), 'adrs-explain-')), 'run');
  const { events, texts } = withEveryText(modelRun(60));
  const store = openRunStore(folder, { mode: 'create' });
  await store.append(events, texts);
  await store.close();
});
afterAll(() => rm(path.dirname(folder), { recursive: true }));

const explain = (...argv: readonly string[]) => cli(['explain', folder, ...argv]);

describe('adrs explain', () => {
  test('finds a program by its id, its ordinal or as the best', async () => {
    const { code, out } = await explain('best');
    expect(code).toBe(0);
    expect(out).toMatch(/^p54 {2}improve@opus/);
    for (const name of ['p54', 'P54', '54', '#54']) expect((await explain(name)).out).toBe(out);
    expect((await explain('#24')).out).toMatch(/^#24 .*: dropped, duplicate/);
  });

  test('prints whole prompts, and everything as JSON, when asked for', async () => {
    expect((await explain('best')).out).toContain('--full shows them');
    expect((await explain('best', '--full')).out).not.toContain('left out');
    const json: unknown = JSON.parse((await explain('best', '--json')).out);
    expect(json).toMatchObject({
      ordinal: 54,
      outcome: { type: 'program-added', id: 'p54', fitness: -89.4 },
      transcript: { kind: 'improve', model: 'opus' },
      conversation: { turns: [{ reply: { answeredBy: 'opus-2026-01' } }, { outcome: 'accepted' }] },
      lineage: [{ id: 'p54' }, { id: 'p45' }, {}, {}, {}, {}, { id: 'p0' }],
    });
  });

  test('an unknown program is a clear error that says what there is', async () => {
    const unknown = await explain('p999');
    expect(unknown.code).toBe(2);
    expect(unknown.err).toBe(
      'E_CONFIG the run has no program or proposal "p999"\n  hint: its proposals are #0 to #63; the best program is p54',
    );
    expect((await explain('program12')).err).toMatch(
      /is no program\n {2}hint: did you mean "p12"\?/,
    );
    expect((await explain('bset')).err).toMatch(/did you mean "best"\?/);
    expect((await explain('x')).err).toMatch(/use p0, p1 and so on/);
  });
});

test('adrs show tells what models cost, for people and for programs', async () => {
  const { out } = await cli(['show', folder]);
  expect(out).toMatch(/^models: 0\.\d+ of 5\.00 USD, \d+ answered, 3 failed, 1 lost/m);
  const json: unknown = JSON.parse((await cli(['show', folder, '--json'])).out);
  expect(json).toMatchObject({
    budget: { usd: 5 },
    models: { total: { failed: 3, lost: 1, usage: { input: expect.any(Number) } } },
    advisors: [{ name: 'insights', taken: 1 }, { name: 'paradigm' }],
    left: { usd: expect.any(Number), tokens: null },
  });
});
