import { chmod, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { descendantsOf, start, until, untilGone } from '../cli/processes.ts';

const bin = path.join(import.meta.dirname, '..', '..', 'bin', 'adrs.cjs');

/** What this command does is said by its first argument. */
const MAIN = `const [what, ...rest] = process.argv.slice(2);
if (what === 'wait') {
  process.on('SIGTERM', () => process.exit(130));
  setInterval(() => {}, 1000);
}
console.log(JSON.stringify({ node: process.version, rest }));
if (what === 'exit') process.exit(Number(rest[0]));
if (what === 'die') process.kill(process.pid, 'SIGKILL');`;

/** Loads the command in a Node that says that it is an old one. */
const OLD = `Object.defineProperty(process.versions, 'node', { value: '20.20.2' });
Object.defineProperty(process, 'version', { value: 'v20.20.2' });
require('./bin/adrs.cjs');`;

let place = '';
const at = (...names: readonly string[]): string => path.join(place, ...names);
/** A package with a Node of its own; \`bare\` has none. */
async function makePackage(name: string): Promise<void> {
  await mkdir(at(name, 'dist', 'src', 'cli'), { recursive: true });
  await mkdir(at(name, 'bin'));
  await cp(bin, at(name, 'bin', 'adrs.cjs'));
  await chmod(at(name, 'bin', 'adrs.cjs'), 0o755);
  await writeFile(at(name, 'package.json'), '{ "type": "module" }');
  await writeFile(at(name, 'dist', 'src', 'cli', 'main.js'), MAIN);
  await writeFile(at(name, 'old.cjs'), OLD);
}

beforeAll(async () => {
  place = await mkdtemp(path.join(os.tmpdir(), 'adrs bin é '));
  await makePackage('whole');
  await makePackage('bare');
  const nodeBin = at('whole', 'node_modules', 'node', 'bin');
  await mkdir(nodeBin, { recursive: true });
  await symlink(process.execPath, path.join(nodeBin, 'node'));
  await mkdir(at('.bin'));
  await symlink(at('whole', 'bin', 'adrs.cjs'), at('.bin', 'adrs'));
});
afterAll(() => rm(place, { recursive: true }));

const old = (name: string, ...args: readonly string[]): readonly string[] => [
  process.execPath,
  at(name, 'old.cjs'),
  ...args,
];

describe('on a Node that is new enough', () => {
  test('the command runs in it, by whatever link it is called', async () => {
    const running = start([process.execPath, at('.bin', 'adrs'), 'wait', 'ä b']);
    await until(() => running.out() !== '', 'its first line');
    expect(JSON.parse(running.out())).toEqual({ node: process.version, rest: ['ä b'] });
    expect(descendantsOf(running.pid)).toEqual([]);
    process.kill(running.pid, 'SIGTERM');
    expect((await running.ended).code).toBe(130);
  });
});

describe('on an old Node', () => {
  test('the Node that came with adrs runs the command, with its arguments and exit code', async () => {
    const { code, out } = await start(old('whole', 'exit', '3', '', 'ä b')).ended;
    expect(code).toBe(3);
    expect(JSON.parse(out)).toEqual({ node: process.version, rest: ['3', '', 'ä b'] });
  });

  test('a command that a signal ends is ended by it', async () => {
    expect(await start(old('whole', 'die')).ended).toMatchObject({ code: null });
  });

  test('SIGTERM reaches the command, which ends in its own way', async () => {
    const running = start(old('whole', 'wait'));
    await until(() => running.out() !== '', 'its first line');
    const below = descendantsOf(running.pid);
    process.kill(running.pid, 'SIGTERM');
    expect((await running.ended).code).toBe(130);
    await untilGone(below);
  });

  test('one line says what is missing where no Node came with adrs', async () => {
    expect(await start(old('bare')).ended).toEqual({
      code: 1,
      out: '',
      err: 'adrs needs Node 24 and this is v20.20.2; the one that comes with it is missing: install Node 24, or let npm run the install script of the package "node"\n',
    });
  });
});
