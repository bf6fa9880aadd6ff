import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PluginError } from '../../src/core/errors.ts';
import { policiesIn } from '../../src/policies/policies-in.ts';

let place: string;
let folder: URL;

beforeAll(async () => {
  place = await mkdtemp(path.join(os.tmpdir(), 'adrs-policies-'));
  for (const name of ['late.ts', 'early.ts', 'middle.js', 'types.d.ts', 'notes.md']) {
    await writeFile(path.join(place, name), '');
  }
  await mkdir(path.join(place, 'shared'));
  await writeFile(path.join(place, 'shared', 'ring.ts'), '');
  folder = pathToFileURL(`${place}/`);
});
afterAll(() => rm(place, { recursive: true }));

test('finds the policies of a folder, sorted, without declarations and what lies deeper', () => {
  expect(policiesIn(folder)).toEqual([
    { name: 'early', file: new URL('early.ts', folder) },
    { name: 'late', file: new URL('late.ts', folder) },
    { name: 'middle', file: new URL('middle.js', folder) },
  ]);
});

test('puts those that are listed first, in the order of the list', () => {
  const names = policiesIn(folder, ['middle', 'late']).map(({ name }) => name);
  expect(names).toEqual(['middle', 'late', 'early']);
});

test('takes order and citations from a record', () => {
  expect(policiesIn(folder, { late: 'Knuth 1968', middle: undefined })).toEqual([
    { name: 'late', file: new URL('late.ts', folder), citation: 'Knuth 1968' },
    { name: 'middle', file: new URL('middle.js', folder) },
    { name: 'early', file: new URL('early.ts', folder) },
  ]);
});

test('reads a folder whose address has no slash at its end', () => {
  expect(policiesIn(pathToFileURL(place))).toEqual(policiesIn(folder));
});

test('names what there is when a listed policy is missing', () => {
  const ask = (): unknown => policiesIn(folder, { erly: 'a typing mistake' });
  expect(ask).toThrow(PluginError);
  expect(ask).toThrow('has no policy "erly"');
  expect(ask).toThrow(expect.objectContaining({ hint: 'it has early, late, middle' }));
});

test('a folder that is not there is a PluginError', () => {
  expect(() => policiesIn(new URL('gone/', folder))).toThrow(PluginError);
});
