import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRunStore } from '../../src/store/run-store.ts';
import { modelRun, withEveryText } from '../report/synthetic-models.ts';
import { cli } from './in-process.ts';

let folder = '';
let live: ReturnType<typeof openRunStore>;
beforeAll(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), 'adrs-programs-')), 'run');
  const { events, texts } = withEveryText(modelRun(60));
  // The store stays open, as that of a run which goes on.
  live = openRunStore(folder, { mode: 'create' });
  await live.append(events.slice(0, -1), texts);
});
afterAll(async () => {
  await live.close();
  await rm(path.dirname(folder), { recursive: true });
});

const programs = (...argv: readonly string[]) => cli(['programs', folder, ...argv]);

async function rowsOf(...argv: readonly string[]): Promise<readonly Record<string, unknown>[]> {
  return JSON.parse((await programs('--json', ...argv)).out);
}

describe('adrs programs', () => {
  test('has a row a program of a run that goes on, in the order of the log', async () => {
    const { code, out } = await programs();
    const [head, first] = out.split('\n');
    expect(code).toBe(0);
    expect(head).toMatch(/^id +parents +proposer +model +idea +status +train +validation +time$/);
    expect(first).toMatch(/^p0 +seed +.* scored +\d/);
    expect(out).toMatch(
      /^p54 +p45 +improve +opus +hysteresis proportional to the remaining work +scored +89\.4\S* +89\.52\S* /m,
    );
  });

  test('tells programs everything', async () => {
    const [row] = await rowsOf('--filter', 'id=p54');
    expect(row).toMatchObject({
      id: 'p54',
      parents: ['p45'],
      proposer: 'improve@opus',
      model: 'opus',
      status: 'scored',
      reason: null,
      fitness: -89.4,
      train: 89.4,
      test: expect.closeTo(90.129, 3),
      elapsedSeconds: expect.any(Number),
      usd: expect.any(Number),
      sourceHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test('sorts by train, the best first and what has no score last', async () => {
    const values = (await rowsOf('--sort', 'train')).map(({ train }) => train);
    const scored = values.filter((value) => value !== null);
    expect(scored).toEqual(scored.toSorted((a, b) => Number(a) - Number(b)));
    expect(values.slice(0, scored.length)).toEqual(scored);
    expect((await rowsOf('--sort', 'train', '--limit', '1'))[0]).toMatchObject({ id: 'p54' });
  });

  test('filters by whole ids and statuses, and by parts of anything else', async () => {
    const byModel = await rowsOf('--filter', 'model=OPUS', '--filter', 'idea=remaining work');
    expect(byModel.map(({ id }) => id)).toContain('p54');
    expect(byModel.every(({ model }) => model === 'opus')).toBe(true);
    expect(await rowsOf('--filter', 'id=p5')).toHaveLength(1);
    expect(
      (await rowsOf('--filter', 'parent=p45')).every(({ parents }) => String(parents) === 'p45'),
    ).toBe(true);
    expect(await rowsOf('--filter', 'status=score')).toEqual([]);
  });

  test('an unknown key or a wrong limit is an error that names the option', async () => {
    expect(await programs('--sort', 'trian')).toMatchObject({
      code: 2,
      err: 'E_CONFIG --sort "trian": there is no such key\n  hint: did you mean "train"?',
    });
    expect((await programs('--filter', 'opus')).err).toMatch(/^E_CONFIG --filter "": there is no/);
    expect((await programs('--limit', '-1')).err).toBe(
      'E_CONFIG --limit takes a whole number from 1 up, not "-1"',
    );
  });

  test.each([40, 60])('fits %i columns', async (columns) => {
    const { out } = await cli(['programs', folder], { outColumns: columns });
    expect(out.split('\n').every((line) => stringWidth(line) <= columns)).toBe(true);
    expect(out).toMatch(/^p54 .*89\.4/m);
  });

  test('prints the text of a program', async () => {
    const { code, out } = await programs('--source', 'p54');
    expect(code).toBe(0);
    expect(out).toContain('// hysteresis proportional to the remaining work');
    expect((await programs('--source', 'best')).out).toBe(out);
  });

  test('never prints or explains another program than the one that is named', async () => {
    for (const command of [
      ['programs', folder, '--source', 'p24'],
      ['explain', folder, 'p24'],
    ]) {
      const { code, out, err } = await cli(command);
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(
        /^E_CONFIG the run has no program p24\b.*\n {2}hint: .*near it are p23, p25/,
      );
    }
    expect((await cli(['explain', folder, 'p24'])).err).toMatch(/#24 was dropped \(duplicate\)/);
    expect((await cli(['explain', folder, 'p054'])).err).toMatch(/did you mean "p54"\?/);
  });
});

test('a report without prompts holds programs and no conversation, and one without sources neither', async () => {
  const page = async (...without: readonly string[]): Promise<string> => {
    const file = path.join(path.dirname(folder), 'page.html');
    expect((await cli(['report', folder, '--out', file, ...without])).code).toBe(0);
    return readFile(file, 'utf8');
  };
  const [prompt, program] = ['never miss the deadline', 'hysteresis proportional'];
  const source = /\/\/ hysteresis proportional/;
  expect(await page()).toContain(prompt);
  const mailed = await page('--without', 'prompts');
  expect(mailed).not.toContain(prompt);
  expect(mailed).toMatch(source);
  const bare = await page('--without', 'sources');
  expect(bare).not.toContain(prompt);
  expect(bare).not.toMatch(source);
  expect(bare).toContain(program);
});
