import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cli } from './in-process.ts';
import type { RunEvent } from '../../src/core/events.ts';
import { hashText } from '../../src/core/hash.ts';
import { archiveHash, logHash } from '../../src/view/run-hash.ts';
import { openRunStore } from '../../src/store/run-store.ts';
import { added, logged, scored, started } from '../report/synthetic-run.ts';

const source = (text: string): string =>
  JSON.stringify({ entry: 'policy.ts', files: { 'policy.ts': text } });
const { cost: _cost, ...evaluation } = scored(88);
const blobs = [source('seed text'), source('best text'), JSON.stringify(evaluation)] as const;

const events: readonly RunEvent[] = [
  { ...started(), config: { problem: 'gone' } },
  { type: 'baseline-measured', name: 'seed:a', split: 'train', evaluation: scored(110) },
  added(0, { sourceHash: hashText(blobs[0]), evaluationHash: hashText(blobs[2]) }),
  added(1, {
    fitness: -88,
    sourceHash: hashText(blobs[1]),
    evaluationHash: hashText(blobs[2]),
  }),
];

const migration: RunEvent = {
  type: 'elites-changed',
  cause: 'migration',
  island: 2,
  entered: [{ id: 'p1', cell: '4,4' }],
  left: [],
};

let folder = '';
beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), 'adrs-cli-')), 'run');
});
afterEach(() => rm(path.dirname(folder), { recursive: true }));

async function write(more: readonly RunEvent[] = []) {
  const store = openRunStore(folder, { mode: 'create' });
  await store.append(events, blobs);
  await store.append(more);
  return store;
}

describe('adrs show', () => {
  test('prints what a stopped run found, for people and for programs', async () => {
    await (await write()).close();

    const { code, out } = await cli(['show', folder]);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^cant-be-late, seed 7: interrupted at event 4 \(nothing vouches for what followed\)/,
    );
    expect(out).toMatch(/best found \(p1\) +88/);

    const json: unknown = JSON.parse((await cli(['show', folder, '--json'])).out);
    expect(json).toMatchObject({
      status: 'interrupted',
      evaluations: 2,
      programs: 2,
      best: { id: 'p1', fitness: -88, metrics: { meanCostUsd: 88 }, splits: { train: {} } },
      logHash: await logHash(logged(events)),
      archiveHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      head: expect.stringMatching(/^[0-9a-f]{64}$/),
      events: 4,
      headAt: null,
    });
  });

  test('a finished run says why it ended', async () => {
    await (await write([{ type: 'run-finished', reason: 'plateau' }])).close();
    expect(JSON.parse((await cli(['show', folder, '--json'])).out)).toMatchObject({
      status: 'finished',
      reason: 'plateau',
    });
  });

  test('needs no problem to show the elites with their cells', async () => {
    await (await write([migration])).close();

    const { code, out } = await cli(['show', folder, '--json']);
    const elites = [
      { id: 'p1', island: 1, fitness: -88, cell: '1' },
      { id: 'p1', island: 2, fitness: -88, cell: '4,4' },
      { id: 'p0', island: 0, fitness: -100, cell: '0' },
    ];
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      elites,
      archiveHash: archiveHash(elites, (id) => hashText(blobs[id === 'p0' ? 0 : 1])),
    });
    expect((await cli(['show', folder])).out).toMatch(/^3 elites on 3 islands: 1, 1, 1$/m);
  });

  test('a folder without a run is a clear error', async () => {
    const { code, out, err } = await cli(['show', path.join(folder, 'none')]);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toMatch(/^E_STORE there is no run in .*\n {2}hint: /);
  });
});

describe('adrs report', () => {
  test('writes a page with the texts of the best program and of its seed', async () => {
    await (await write()).close();
    const { code, out } = await cli(['report', folder]);
    const page = await readFile(path.join(folder, 'report.html'), 'utf8');

    expect([code, out]).toEqual([0, path.join(folder, 'report.html')]);
    for (const text of ['best text', '- seed text', 'Can&#39;t Be Late', '24 train cases']) {
      expect(page).toContain(text);
    }
  });

  test('leaves out sources or prompts for a page that can be mailed', async () => {
    await (await write()).close();
    const { code } = await cli(['report', folder, '--without', 'sources,prompts']);
    const page = await readFile(path.join(folder, 'report.html'), 'utf8');
    expect(code).toBe(0);
    expect(page).toContain('Can&#39;t Be Late');
    for (const text of ['best text', 'seed text']) expect(page).not.toContain(text);
    expect((await cli(['report', folder, '--without', 'source'])).err).toMatch(
      /^E_CONFIG --without "source": a report has no such part/,
    );
  });

  test('writes to the given path, and reports when it cannot', async () => {
    await (await write()).close();
    const file = path.join(path.dirname(folder), 'page.html');
    expect((await cli(['report', folder, '--out', file])).code).toBe(0);
    expect(await readFile(file, 'utf8')).toMatch(/^<!doctype html>/);

    const failed = await cli(['report', folder, '--out', path.join(folder, 'no', 'page.html')]);
    expect(failed.code).toBe(2);
    expect(failed.err).toMatch(/^E_CONFIG cannot write .*\n {2}hint: name another file/);
  });
});

test('adrs problems lists what can be run, for people and for programs', async () => {
  const { code, out } = await cli(['problems']);
  expect(code).toBe(0);
  expect(out).toMatch(/^bin-packing: Online bin packing\n {2}minimize excessPercent/m);

  const rows: unknown = JSON.parse((await cli(['problems', '--json'])).out);
  expect(rows).toContainEqual(
    expect.objectContaining({
      name: 'bin-packing',
      seeds: expect.arrayContaining(['worst-fit']),
      baselines: expect.arrayContaining(['best-fit', 'first-fit']),
    }),
  );
});

test('adrs doctor finds this machine fit, and shows what guards the candidates', async () => {
  const { code, out } = await cli(['doctor', '--json']);
  expect(code).toBe(0);
  const findings: unknown = JSON.parse(out);
  for (const name of ['node', 'isolate', 'sqlite']) {
    expect(findings).toContainEqual(expect.objectContaining({ name, status: 'ok' }));
  }
  expect(findings).toContainEqual(
    expect.objectContaining({ name: 'sandbox', detail: expect.stringContaining('two realms') }),
  );
  expect((await cli(['doctor'])).out).toMatch(/^ok {4}node {10}v24\./m);
});
