import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { main } from '../../src/cli/command-line.ts';
import { replaySession, resumeSession } from '../../src/session/session.ts';
import { withStoredRun } from '../../src/session/stored-run.ts';

/** Written by adrs of commit a589b06: 14 programs, a model that answers nothing of use, an advisor. */
const packed = path.join(import.meta.dirname, '..', 'fixtures', 'stored-runs', 'schema-1.db.zst');
/** What that adrs said about it. */
const LOG_HASH = '116418331a2f8390507f2c04bdb021adc4a0062cfa6354aa00be84906e89a68d';

let place = '';
let folder = '';
beforeAll(async () => {
  place = await mkdtemp(path.join(tmpdir(), 'adrs-old-'));
  folder = path.join(place, 'old');
  await mkdir(folder);
  await writeFile(path.join(folder, 'run.db'), zstdDecompressSync(await readFile(packed)));
});
afterAll(() => rm(place, { recursive: true }));

async function cli(...argv: readonly string[]): Promise<string> {
  const out: string[] = [];
  const io = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void out.push(line),
    draw: () => undefined,
    isTty: false,
    columns: 80,
  };
  expect(await main(argv, { io, signal: new AbortController().signal })).toBe(0);
  return out.join('\n');
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
    const text = await cli('show', folder);
    expect(text).toMatch(/^best found \(p1\) +102\.18/m);
    expect(text).toMatch(/^archive {2}unknown: a log of version 1 does not tell it/m);
  });

  test('is reported and explained', async () => {
    const page = await readFile(await cli('report', folder), 'utf8');
    expect(page).toContain('<h1>cant-be-late</h1>');
    expect(page).toContain('unknown: a log of version 1 does not tell it');
    expect(await cli('explain', folder, 'p1')).toMatch(/^p1 {2}seed, island 1, placement: new\n/);
  });

  test.each([
    ['resumed', resumeSession],
    ['replayed', replaySession],
  ])('is not %s: it tells too little', async (_, open) => {
    await expect(open(folder)).rejects.toThrow(/adrs 0\.1\.0 wrote this run with log version 1/);
  });
});
