import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { expect, test } from 'vitest';
import { findJail, FILTER_FD } from '../../src/sandbox/jail.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { workersOf } from '../cli/processes.ts';
import { runPolicy } from './jobs.ts';

const node = realpathSync(process.execPath);
const jail = findJail(node);

/** Prints which system calls fail, and how. */
const ATTEMPTS = `
const net = require('node:net'), dgram = require('node:dgram'), fs = require('node:fs');
const { spawnSync } = require('node:child_process');
const { Worker } = require('node:worker_threads');
const found = { file: fs.existsSync('/usr') };
found.process = spawnSync('/usr/bin/env', ['true']).error?.code ?? 'made';
const later = (name, emitter, good) => new Promise((resolve) => {
  emitter.once('error', ({ code }) => resolve((found[name] = code)));
  emitter.once(good, () => resolve((found[name] = 'made')));
});
const udp = () => {
  const socket = dgram.createSocket('udp4');
  setImmediate(() => { try { socket.bind(0); } catch (error) { socket.emit('error', error); } });
  return later('udp', socket, 'listening').finally(() => { try { socket.close(); } catch {} });
};
Promise.all([
  later('tcp', net.connect(9, '127.0.0.1'), 'connect'),
  later('unix', net.connect('/tmp/none'), 'connect'),
  later('listen', net.createServer().listen(0), 'listening'),
  later('thread', new Worker('', { eval: true }), 'exit'),
  udp(),
]).then(() => { console.log(JSON.stringify(found)); process.exit(); });
`;

/** Runs them in a jail, with the filter or without. */
function attempts(filtered: boolean): unknown {
  const { command = [], filter } = jail ?? {};
  const args = filtered ? replaced(command, '0') : replaced(command, undefined);
  const [program = '', ...rest] = args;
  const input = filtered ? filter : undefined;
  const { stdout, stderr } = spawnSync(program, [...rest, node, '--eval', ATTEMPTS], {
    env: {},
    input,
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

/** The command with another descriptor for the filter, or without it. */
function replaced(command: readonly string[], fd: string | undefined): readonly string[] {
  const at = command.indexOf('--seccomp');
  const between = fd === undefined ? [] : ['--seccomp', fd];
  return [...command.slice(0, at), ...between, ...command.slice(at + 2)];
}

test.skipIf(jail?.filter === undefined)(
  'inside the jail sockets and processes cannot be made, threads can',
  () => {
    const denied = { process: 'EPERM', tcp: 'EPERM', unix: 'EPERM', listen: 'EPERM', udp: 'EPERM' };
    expect(attempts(true)).toEqual({ file: true, ...denied, thread: 'made' });
    // By the filter and nothing else: the same jail without it lets them be made.
    expect(attempts(false)).toEqual({
      file: true,
      process: 'made',
      tcp: expect.stringMatching(/ECONNREFUSED|ENETUNREACH/),
      unix: 'ENOENT',
      listen: 'made',
      udp: 'made',
      thread: 'made',
    });
  },
);

test.skipIf(jail?.filter === undefined)('every worker has the filter, and works', async () => {
  const sandbox = createSandbox({ workers: 1 });
  try {
    expect(sandbox.guarantees.join('\n')).toContain('seccomp: ');
    const result = await runPolicy(sandbox, 'export const score = (a, b) => a + b;');
    expect(result).toMatchObject({ status: 'returned' });
    const workers = workersOf(process.pid);
    expect(workers.length).toBeGreaterThan(0);
    for (const pid of workers) {
      expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^Seccomp:\s+2$/m);
      // The descriptor that the filter came through is not left open.
      const left = readdirSync(`/proc/${pid}/fd`).includes(String(FILTER_FD));
      const target = left ? readlinkSync(`/proc/${pid}/fd/${FILTER_FD}`) : '';
      expect(target).not.toMatch(/^(socket|pipe):/);
    }
  } finally {
    await sandbox.close();
  }
});
