import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makePlugInFolder, type PlugInFolder } from '../fixtures/plug-in-folder.ts';
import { plant } from '../session/check/planted-folder.ts';
import { adrs } from './processes.ts';

let place: PlugInFolder;
beforeAll(async () => {
  place = await makePlugInFolder();
});
afterAll(() => place[Symbol.asyncDispose]());

const planted = (name: string, edits: Parameters<typeof plant>[0]['edits']): Promise<string> =>
  plant({ edits }, { name, root: place.folder });

test('a sound problem passes, by its folder', async () => {
  const folder = await planted('sound', {});
  const { code, out, err } = await adrs('check', folder);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/^baseline break-even +16 +6,416 +[\d.]+ s$/m);
  expect(out).toMatch(/^sound: \d+ laws hold \([\d.]+ s\)$/m);
});

test('faults come with place, law and hint, and end with exit code 1; what a problem prints is no report', async () => {
  const folder = await planted('unsound', {
    'problem.ts': ["direction: 'minimize'", "direction: 'min'"],
  });
  const file = path.join(folder, 'problem.ts');
  await appendFile(
    path.join(folder, 'cases/workload.ts'),
    "console.log('a line of the problem');\n",
  );
  const { code, out, err } = await adrs('check', file, '--json');
  expect(code).toBe(1);
  expect(err).toContain('a line of the problem');
  const report: unknown = JSON.parse(out);
  expect(report).toMatchObject({ schema: 1, problem: 'unsound', location: file, status: 'failed' });
  expect(report).toMatchObject({
    faults: expect.arrayContaining([
      {
        law: 'can be loaded',
        message: expect.stringContaining('did you mean "minimize"?'),
        place: { file, line: expect.any(Number), column: expect.any(Number) },
        hint: expect.stringContaining('docs/problems.md'),
        subjects: [],
      },
    ]),
  });
});

test.each([
  ['that never returns', 'while (count > 3);', /code of the problem ran for more than 4 s/],
  ['that ends the process', 'process.exit(7);', /code of the problem ended the process \(7\)/],
])('cases() %s is a fault among the others', async (what, statement, says) => {
  const folder = await planted(what.replaceAll(' ', '-'), {
    'cases/workload.ts': ['const rng = ', `${statement}\n  const rng = `],
    'run.yaml': [/^problem: .*$/m, 'problem: bin-packing'],
  });
  const { code, out } = await adrs('check', folder, '--timeout', '4');
  expect(code).toBe(1);
  expect(out).toMatch(says);
  expect(out).toMatch(/hint: look for an endless loop.*has cases in every split/);
  expect(out).toMatch(/its problem is "bin-packing"/);
});

test('a problem that is not there, and a time that is none, are misuse', async () => {
  const missing = await adrs('check', 'bin-paking');
  expect([missing.code, missing.err]).toEqual([2, expect.stringContaining('"bin-packing"?')]);
  const odd = await adrs('check', 'bin-packing', '--timeout', 'long');
  expect([odd.code, odd.err]).toEqual([2, expect.stringContaining('number of seconds')]);
});
