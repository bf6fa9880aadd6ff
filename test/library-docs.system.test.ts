import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { start } from './cli/processes.ts';
import { makePlugInFolder, type PlugInFolder } from './fixtures/plug-in-folder.ts';

const root = path.join(import.meta.dirname, '..');
let place: PlugInFolder;
/** Names of the files that docs/library.md shows, each begun by a comment with its name. */
let files: readonly string[];

beforeAll(async () => {
  place = await makePlugInFolder();
  const text = await readFile(path.join(root, 'docs/library.md'), 'utf8');
  const blocks = [...text.matchAll(/^```(?:ts|js)[^\n]*\n\/\/ (\S+)\n([\s\S]*?)^```/gm)];
  for (const [, name = '', code = ''] of blocks) await place.write(name, code);
  files = blocks.map(([, name = '']) => name);
  await place.write('package.json', '{ "type": "module" }\n');
  const otel = path.join(place.folder, 'node_modules', '@opentelemetry');
  await mkdir(otel);
  for (const name of ['api', 'sdk-trace-base']) {
    await symlink(path.join(root, 'node_modules/@opentelemetry', name), path.join(otel, name));
  }
  await symlink(
    path.join(root, 'node_modules/@types'),
    path.join(place.folder, 'node_modules/@types'),
  );
});
afterAll(() => place[Symbol.asyncDispose]());

interface Ended {
  readonly code: number | null;
  readonly out: string;
}

/** Runs a program in the folder of the examples; what it prints on both streams. */
async function node(...args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, args, {
    cwd: place.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
  }
  await once(child, 'close');
  return { code: child.exitCode, out };
}

/** What each example prints, without the parts that depend on the machine. */
const PRINTS: Readonly<Record<string, RegExp>> = {
  'first.ts': /^finished p\d+ \{\s+status: 'scored'[\s\S]*export /,
  'skis.ts': /daysToRent\(\)[\s\S]*return (?!0;)/,
  'model.ts': /^rewrite p\d+ \d[\s\S]*\n4 (seed|rewrite@me)\n$/,
  'search.ts': /^\[ 'p\d+ -?[\d.]+' \]\n$/,
  'watch.ts': /p5 genetic[\s\S]*\npaused interrupted\nfinished 12\n$/,
  'two.ts': /^1 -?[\d.]+ [0-9a-f]{64}\n2 -?[\d.]+ [0-9a-f]{64}\n$/,
  'read.ts': /^true \d+\n1 run-started\n[\s\S]* run-finished\n$/,
};

describe('docs/library.md', () => {
  test.each(Object.keys(PRINTS))('%s runs as it stands', async (name) => {
    const { code, out } = await node(name);
    expect(out).toMatch(PRINTS[name] ?? /^$/);
    expect(code).toBe(0);
  });

  test('every program that it shows is one of these or belongs to one', () => {
    const programs = files.filter((name) => !name.includes('/') && name !== 'otel.mjs');
    expect(programs.toSorted()).toEqual(Object.keys(PRINTS).toSorted());
  });

  test('a module that is imported first gives a run its spans', async () => {
    const { code, out } = await node('--import', './otel.mjs', 'two.ts');
    expect(code).toBe(0);
    expect(out.match(/name: 'adrs.run'/g)).toHaveLength(2);
    expect(out).toContain("name: 'adrs.evaluation'");
  });

  test('its programs have the types that a strict compiler asks for', async () => {
    const settings = { extends: path.join(root, 'tsconfig.json'), include: files };
    await place.write('tsconfig.json', JSON.stringify(settings));
    const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
    const { code, out } = await node(tsc, '--project', '.');
    expect(out).toBe('');
    expect(code).toBe(0);
  });
});

test('the API reference documents every export, and is made without warnings', async () => {
  const tools = createRequire(path.join(root, 'node_modules/adrs-api-reference/package.json'));
  const typedoc = path.join(path.dirname(tools.resolve('typedoc/package.json')), 'bin/typedoc');
  const options = path.join(root, 'tools/api-reference/typedoc.json');
  const made = await start([process.execPath, typedoc, '--options', options, '--emit', 'none'])
    .ended;
  expect(made.out + made.err).not.toMatch(/warning|error/);
  expect(made.code).toBe(0);
}, 300_000);
