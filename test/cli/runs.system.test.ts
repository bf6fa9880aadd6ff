import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import stringWidth from 'string-width';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hashText } from '../../src/core/hash.ts';
import { openRunStore } from '../../src/store/run-store.ts';
import { added, scored, started } from '../report/synthetic-run.ts';
import { cli } from './in-process.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'adrs-list-'));
});
afterEach(() => rm(root, { recursive: true }));

/** A finished run; its store is left open where `isLive`. */
async function makeRun(id: string, isLive = false) {
  const folder = path.join(root, id);
  const store = openRunStore(folder, { mode: 'create' });
  const texts = ['the program', 'its evaluation'] as const;
  const [sourceHash, evaluationHash] = [hashText(texts[0]), hashText(texts[1])];
  await store.append(
    [
      started(),
      { type: 'baseline-measured', name: 'seed:a', split: 'train', evaluation: scored(110) },
      added(0, { fitness: -99, metrics: { meanCostUsd: 99 }, sourceHash, evaluationHash }),
    ],
    texts,
  );
  if (isLive) return { folder, store };
  await store.append([{ type: 'run-finished', reason: 'target' }]);
  await store.close();
  return { folder, store };
}

async function makeBroken(id: string): Promise<string> {
  const folder = path.join(root, id);
  await mkdir(folder);
  await writeFile(path.join(folder, 'run.db'), 'no database');
  return folder;
}

describe('adrs runs', () => {
  test('lists finished, interrupted and unreadable runs, and says why one is unreadable', async () => {
    await makeRun('done');
    await makeBroken('broken');
    const open = await makeRun('open', true);
    await open.store.close();
    const { code, out, err } = await cli(['runs', root]);

    expect(code).toBe(0);
    expect(out).toMatch(/^run +status +problem +best +gap +age +size$/m);
    expect(out).toMatch(/^done +finished +cant-be-late +99 +\+\S+ % +0 s +\d+ kB$/m);
    expect(out).toMatch(/^open +interrupted +cant-be-late/m);
    expect(out).toMatch(/^broken +unreadable +\d+ B$/m);
    expect(err).toMatch(/^broken: .*run\.db/m);
  });

  test('is JSON for programs', async () => {
    const { folder } = await makeRun('done');
    const rows: unknown = JSON.parse((await cli(['runs', root, '--json'])).out);
    expect(rows).toContainEqual({
      id: 'done',
      folder,
      status: 'finished',
      reason: 'target',
      problem: 'cant-be-late',
      seed: '7',
      objective: { metric: 'meanCostUsd', direction: 'minimize', unit: 'USD' },
      evaluations: 1,
      best: { id: 'p0', splits: { train: expect.objectContaining({ value: 99 }) } },
      usd: null,
      startedAt: expect.any(Number),
      lastAt: expect.any(Number),
      bytes: expect.any(Number),
    });
  });

  test.each([40, 60])(
    'fits %i columns, and keeps the id, the status and the best',
    async (width) => {
      await makeRun('cant-be-late-20260131-235959');
      const { out } = await cli(['runs', root], { outColumns: width });
      expect(out.split('\n').every((line) => stringWidth(line) <= width)).toBe(true);
      expect(out).toMatch(/^\S+20260131-235959 +finished .*99/m);
    },
  );
});

describe('adrs runs --remove', () => {
  test('removes a run, and what adrs did not write stays', async () => {
    const gone = await makeRun('gone');
    const kept = await makeRun('kept');
    await mkdir(path.join(kept.folder, 'best', 'types'), { recursive: true });
    await writeFile(path.join(kept.folder, 'notes.md'), 'mine');
    const { code, out, err } = await cli(['runs', '--remove', gone.folder, kept.folder]);

    expect([code, out]).toEqual([0, `removed ${gone.folder}\nremoved ${kept.folder}`]);
    expect(err).toBe('the folder stays, for adrs did not write notes.md');
    expect(await readdir(root)).toEqual(['kept']);
    expect(await readdir(kept.folder)).toEqual(['notes.md']);
  });

  test('refuses a run that goes on, and then removes none', async () => {
    const done = await makeRun('done');
    const live = await makeRun('live', true);
    const { code, err } = await cli(['runs', '--remove', done.folder, live.folder]);
    await live.store.close();

    expect(code).toBe(1);
    expect(err).toMatch(/^E_STORE another process .*is writing the run in .*live/);
    expect(await readdir(root)).toEqual(['done', 'live']);
  });

  test('refuses what is no run, a link to one, and what is named in part', async () => {
    const { folder } = await makeRun('cant-be-late-1');
    const broken = await makeBroken('broken');
    const link = path.join(root, 'link');
    await symlink(folder, link);

    expect((await cli(['runs', '--remove', broken])).err).toMatch(/^E_STORE .*run\.db/);
    expect((await cli(['runs', '--remove', link])).err).toMatch(/^E_STORE .* is a link to /);
    const inPart = await cli(['runs', '--remove', path.join(root, 'cant-be')]);
    expect(inPart.code).toBe(2);
    expect(inPart.err).toMatch(
      /^E_CONFIG there is no run .*\n {2}hint: to remove a run, write its/,
    );
    expect(await readdir(root)).toHaveLength(3);
  });
});
