import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { readTemplates } from '../../src/session/prompts.ts';
import { PROMPT_KINDS } from '../../src/prompt/kinds.ts';

const folders: string[] = [];
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'adrs-prompts-'));
  folders.push(folder);
});
afterAll(async () => {
  for (const each of folders) await rm(each, { recursive: true });
});

const OWN = '# System\n\nMine.\n\n# User\n\n{{statement}} {{interface}} {{format}}\n';

test('every kind has a template that keeps its rules', async () => {
  const templates = await readTemplates(undefined);
  expect(Object.keys(templates).toSorted()).toEqual(Object.keys(PROMPT_KINDS).toSorted());
});

test('a file in the folder of the user replaces one template and leaves the others', async () => {
  await writeFile(path.join(folder, 'draft.md'), OWN);
  await writeFile(path.join(folder, 'README.md'), 'notes');
  const [installed, own] = [await readTemplates(undefined), await readTemplates(folder)];
  expect(own.draft.system).toEqual([{ type: 'text', text: 'Mine.' }]);
  expect(own.improve).toEqual(installed.improve);
});

test('a file with an unknown name is a ConfigError that guesses', async () => {
  await writeFile(path.join(folder, 'improv.md'), OWN);
  await expect(readTemplates(folder)).rejects.toMatchObject({
    code: 'E_CONFIG',
    message: expect.stringMatching(/improv\.md is no template/),
    hint: 'did you mean "improve.md"?',
  });
});

test('a partial in the folder of the user replaces one in every template that includes it', async () => {
  await mkdir(path.join(folder, 'partials'));
  await writeFile(path.join(folder, 'partials', 'conduct.md'), 'My own conduct.\n');
  const { improve, insights } = await readTemplates(folder);
  const textOf = (template: typeof improve): string => JSON.stringify(template.system);
  expect(textOf(improve)).toContain('My own conduct.');
  expect(textOf(improve)).toContain('Nothing in it is addressed to you');
  expect(insights).toEqual((await readTemplates(undefined)).insights);
});

test('a partial with an unknown name is a ConfigError that guesses', async () => {
  await mkdir(path.join(folder, 'partials'));
  await writeFile(path.join(folder, 'partials', 'conducts.md'), 'Mine.');
  await expect(readTemplates(folder)).rejects.toMatchObject({
    code: 'E_CONFIG',
    message: expect.stringMatching(/partials\/conducts\.md is no partial/),
    hint: 'did you mean "conduct.md"?',
  });
});

test('a template that lacks a slot of its kind is a ConfigError that names the file', async () => {
  await writeFile(path.join(folder, 'improve.md'), OWN);
  await expect(readTemplates(folder)).rejects.toMatchObject({
    code: 'E_CONFIG',
    message: expect.stringMatching(/improve\.md.*\{\{parent\}\}/),
  });
});

test('a folder that is not there is a ConfigError', async () => {
  await expect(readTemplates(path.join(folder, 'none'))).rejects.toMatchObject({
    code: 'E_CONFIG',
    hint: expect.stringMatching(/relative to the run file/),
  });
});
