import { glob, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { runJsonSchema } from '../../src/config/run-json-schema.ts';
import { KINDS } from '../../src/session/kinds.ts';
import { createProblem } from '../../src/session/new-problem.ts';

const root = path.join(import.meta.dirname, '..', '..');
const shipped = path.join(root, 'schema', 'run.schema.json');

/** A checker made from the schema alone, as an editor has it. */
const editor = z.fromJSONSchema(z.record(z.string(), z.json()).parse(runJsonSchema(KINDS)));
const accepts = (text: string): boolean => editor.safeParse(parse(text, { merge: true })).success;

async function runFiles(): Promise<readonly string[]> {
  const found: string[] = [];
  for (const pattern of ['problems/*/run.yaml', 'test/fixtures/**/*.yaml']) {
    for await (const file of glob(pattern, { cwd: root })) found.push(file);
  }
  return found.toSorted();
}

test('the shipped schema is the one of this version; adrs schema > schema/run.schema.json renews it', async () => {
  expect(JSON.parse(await readFile(shipped, 'utf8'))).toEqual(runJsonSchema(KINDS));
});

test('every run file here passes it, and those of problems name it', async () => {
  const files = await runFiles();
  expect(files.length).toBeGreaterThan(20);
  for (const file of files) {
    const text = await readFile(path.join(root, file), 'utf8');
    expect([file, accepts(text)]).toEqual([file, true]);
    if (!file.startsWith('problems/')) continue;
    const [, named = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text) ?? [];
    expect(path.resolve(root, path.dirname(file), named)).toBe(shipped);
  }
});

test('a new problem names the schema of the clone, or that of the package in its project', async () => {
  const project = await mkdtemp(path.join(tmpdir(), 'adrs-schema-'));
  try {
    const { folder } = await createProblem('idle-timer', project);
    const text = await readFile(path.join(folder, 'run.yaml'), 'utf8');
    expect(text.split('\n')[0]).toBe(
      '# yaml-language-server: $schema=../../node_modules/adrs-lab/schema/run.schema.json',
    );
    expect(accepts(text)).toBe(true);
  } finally {
    await rm(project, { recursive: true });
  }
});

describe('the schema', () => {
  test.each([
    'problem: x\nsearch: { islands: 8 }',
    'problem: x\nsearch: { type: ./mine.ts, depth: 3 }\nproposers: [genetic, ./mine.ts]',
    'problem: x\nproposers: [tune, { name: genetic, weight: 2 }]',
    'problem: x\nseed: one\nadvice: { insights: off }',
    'x-a: &a { provider: openai, model: m }\nproblem: x\nmodels: { b: { <<: *a, concurrency: 2 } }',
  ])('accepts %j', (text) => expect(accepts(text)).toBe(true));

  test.each([
    'seed: 1',
    'problem: x\nbudgte: { evaluations: 1 }',
    'problem: x\nbudget: { evaluations: 0 }',
    'problem: x\nbudget: { plateau: {} }',
    'problem: x\nsearch: { type: islnads }',
    'problem: x\nsearch: { isalnds: 8 }',
    'problem: x\nproposers: [genetci]',
    'problem: x\nproposers: [{ weight: 2 }]',
    'problem: x\nmodels: { a: { model: m } }',
    'problem: x\nseed: [1]',
  ])('refuses %j', (text) => expect(accepts(text)).toBe(false));

  test('explains every key of a run file', () => {
    const { properties } = z
      .object({
        properties: z.record(z.string(), z.looseObject({ description: z.string().optional() })),
      })
      .parse(runJsonSchema(KINDS));
    const unexplained = Object.keys(properties).filter((key) => !properties[key]?.description);
    expect(unexplained).toEqual([]);
  });
});
