import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADRS, createWorkplace, descendantsOf, start, until, untilGone } from './processes.ts';
import { untilSpent, type Running, type Workplace } from './processes.ts';
import { shown } from './shown-run.ts';

let place: Workplace;
beforeAll(async () => {
  place = await createWorkplace();
});
afterAll(() => place[Symbol.asyncDispose]());

const at = (name: string): string => path.join(place.folder, name);
const argsOf = (out: string, evaluations: number): readonly string[] => [
  'run',
  place.runFile,
  '--out',
  out,
  '--json',
  '--set',
  'finalists=0',
  ...untilSpent(evaluations),
];

/** Ends a process by a signal, with all it has started noted before. */
async function end(running: Running, signal: NodeJS.Signals): Promise<void> {
  const below = descendantsOf(running.pid);
  expect(below.length).toBeGreaterThan(0);
  process.kill(running.pid, signal);
  await untilGone([running.pid, ...below]);
}

test.each([
  ['npx', 'npx', ['npx', '--no-install', 'adrs']],
  ['a shell that npm has started', 'exec', ['sh', '-c', '"$0" "$@"; exit $?', ...ADRS]],
] as const)('SIGTERM to %s ends the run, with everything recorded', async (_, name, command) => {
  const out = at(`${name}-run`);
  const env = { npm_command: 'exec' };
  const running = start([...command, ...argsOf(out, 100_000)], { ownGroup: true, env });
  await until(() => running.out().includes('"program-validated"'), 'a program', 90_000);
  await end(running, 'SIGTERM');
  expect(await shown(out)).toMatchObject({ status: 'paused' });
});

test.each([
  { name: 'npx', isShell: false },
  { name: 'npx that has started two shells', isShell: true },
])('kill -9 of $name ends the run, with everything recorded', async ({ name, isShell }) => {
  const out = at(`${name.replaceAll(' ', '-')}-killed`);
  const args = argsOf(out, 100_000);
  const SCRIPT = path.join(place.folder, 'adrs.sh');
  await writeFile(SCRIPT, `'${[...ADRS, ...args].join("' '")}'\nexit $?\n`);
  const command = isShell ? ['-c', 'sh "$SCRIPT"; exit $?'] : ['adrs', ...args];
  const running = start(['npx', '--no-install', ...command], { ownGroup: true, env: { SCRIPT } });
  await until(() => running.out().includes('"program-validated"'), 'a program', 90_000);
  await end(running, 'SIGKILL');
  expect(await shown(out)).toMatchObject({ status: 'paused' });
});

test.each([
  ['a shell in the background', []],
  ['setsid', ['setsid']],
] as const)('npx that %s has started goes on when the shell is gone', async (name, before) => {
  const out = at(`${name.replaceAll(' ', '-')}-left`);
  const shell = ['sh', '-c', '"$0" "$@" & echo left', ...before];
  const running = start([...shell, 'npx', '--no-install', 'adrs', ...argsOf(out, 3)], {
    ownGroup: true,
  });
  expect((await running.ended).out).toMatch(/^left$/m);
  expect(await shown(out)).toMatchObject({ status: 'finished' });
});

test('a run that a shell has left to itself goes on', async () => {
  const out = at('left-run');
  const command = ['sh', '-c', '"$0" "$@" & echo left', ...ADRS, ...argsOf(out, 3)];
  const running = start(command, { ownGroup: true, env: { npm_command: '' } });
  // The output closes with the last process that has it.
  expect((await running.ended).out).toMatch(/^left$/m);
  expect(await shown(out)).toMatchObject({ status: 'finished' });
});
