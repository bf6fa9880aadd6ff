import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cli } from '../cli/in-process.ts';
import { replaySession, resumeSession } from '../../src/session/reopen-session.ts';
import { withStoredRun } from '../../src/session/stored-run.ts';

/** What the adrs said that wrote it, of commit a589b06: 14 programs, a model that answers nothing of use, an advisor. */
const LOG_HASH = '116418331a2f8390507f2c04bdb021adc4a0062cfa6354aa00be84906e89a68d';

/** Written by adrs of commit 7f94e0c, before logs had a chain: 16 programs of bin-packing, and what it said. */
const UNCHAINED = {
  logHash: 'dd290c7516005b170275017bbbaee35b25b2c51494bec192fbc7617be5b20f8c',
  archiveHash: '4e333c48ee514f9da8dc1762ecb55bef47972d28dd41e79377360750140cab03',
};

let place = '';
let folder = '';
let unchained = '';

async function unpacked(name: string): Promise<string> {
  const to = path.join(place, name);
  await mkdir(to);
  const packed = path.join(import.meta.dirname, '..', 'fixtures', 'stored-runs', `${name}.db.zst`);
  await writeFile(path.join(to, 'run.db'), zstdDecompressSync(await readFile(packed)));
  return to;
}

beforeAll(async () => {
  place = await mkdtemp(path.join(tmpdir(), 'adrs-old-'));
  folder = await unpacked('schema-1');
  unchained = await unpacked('schema-2');
});
afterAll(() => rm(place, { recursive: true }));

/** What `adrs ...` prints; it must succeed. */
async function printed(...argv: readonly string[]): Promise<string> {
  const { code, out, err } = await cli(argv);
  expect([code, err]).toEqual([0, '']);
  return out;
}

describe('a run with a log of version 1', () => {
  test('keeps its hash, and its budget is read out of its configuration', async () => {
    await withStoredRun(folder, ({ view, logHash, archiveHash, elites }) => {
      expect(logHash).toBe(LOG_HASH);
      expect(view).toMatchObject({
        title: 'cant-be-late',
        budget: { evaluations: 14, usd: 1, calls: 12, plateauEvaluations: null },
        programs: 14,
        best: { id: 'p1' },
      });
      expect(view.trainBound).toBeCloseTo(91.953, 3);
      expect([archiveHash, elites]).toEqual([null, null]);
    });
  });

  test('is shown, and says that its archive is unknown', async () => {
    const text = await printed('show', folder);
    expect(text).toMatch(/^best found \(p1\) +102\.18/m);
    expect(text).toMatch(/^archive {2}unknown: a log of version 1 does not tell it/m);
  });

  test('is reported and explained', async () => {
    const page = await readFile(await printed('report', folder), 'utf8');
    expect(page).toContain('<h1>cant-be-late</h1>');
    expect(page).toContain('unknown: a log of version 1 does not tell it');
    expect(await printed('explain', folder, 'p1')).toMatch(
      /^p1 {2}seed, island 1, placement: new\n/,
    );
  });

  test.each([
    ['resumed', resumeSession],
    ['replayed', replaySession],
  ])('is not %s: it tells too little', async (_, open) => {
    await expect(open(folder)).rejects.toThrow(/adrs 0\.1\.0 wrote this run with log version 1/);
  });
});

describe('a run with a log that has no chain', () => {
  test('keeps its hashes and its times', async () => {
    await withStoredRun(unchained, ({ view, logHash, archiveHash, head }) => {
      expect({ logHash, archiveHash, head }).toEqual({ ...UNCHAINED, head: null });
      expect(view).toMatchObject({ status: 'finished', events: 60, headAt: null, programs: 16 });
      expect(view.activeSeconds).toBeCloseTo(11.581, 3);
    });
  });

  test('says so wherever the head would be', async () => {
    const sentence = 'none: an earlier version of adrs wrote this log, and nothing would show that';
    expect(await printed('show', unchained)).toContain(`chain    ${sentence}`);
    expect(await readFile(await printed('report', unchained), 'utf8')).toContain(sentence);
    expect(JSON.parse(await printed('show', unchained, '--json'))).toMatchObject({ head: null });
    expect(await printed('explain', unchained, 'best')).toMatch(/^p9 {2}/);
  });
});
