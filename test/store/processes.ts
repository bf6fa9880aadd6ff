import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** Programs of the tests, by what they do. */
const FIXTURES = {
  write: fileURLToPath(new URL('./fixtures/writer.ts', import.meta.url)),
  fill: fileURLToPath(new URL('./fixtures/full-disk.ts', import.meta.url)),
  read: fileURLToPath(new URL('./fixtures/read.ts', import.meta.url)),
} as const;

/** A process that writes a run, and what it has acknowledged. */
export interface WriterProcess {
  readonly pid: number;
  /** Resolves when the run is open, or the process has ended. */
  readonly opened: Promise<unknown>;
  /** Highest ordinal acknowledged so far; -1 before the first. */
  acknowledged(): number;
  /** Sends SIGKILL and waits until the process is gone and all its output is read. */
  kill(): Promise<void>;
}

/** Starts `fixtures/writer.ts`; it dies with the test. */
export function startWriter(folder: string, mode: 'create' | 'resume', first = 0): WriterProcess {
  const child: ChildProcessByStdio<null, Readable, null> = spawn(
    process.execPath,
    [FIXTURES.write, folder, mode, String(first)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const closed = once(child, 'close');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await closed;
  });
  const lines = createInterface({ input: child.stdout });
  let acknowledged = -1;
  lines.on('line', (line) => {
    // A line torn by the kill names a smaller ordinal, which is as safe.
    if (/^\d+$/.test(line)) acknowledged = Number(line);
  });
  return {
    pid: child.pid ?? 0,
    opened: Promise.race([once(lines, 'line'), closed]),
    acknowledged: () => acknowledged,
    async kill() {
      child.kill('SIGKILL');
      await closed;
    },
  };
}

/** Runs a fixture to its end, under another command where `before` names one. */
export function runFixture(
  name: keyof typeof FIXTURES,
  args: readonly string[],
  before: readonly string[] = [],
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const [command = '', ...rest] = [...before, process.execPath, FIXTURES[name], ...args];
  return spawnSync(command, rest, { encoding: 'utf8', timeout: 60_000 });
}

/**
 * A command that runs what follows it where `mount`, a shell command with the folder as `$0`, was
 * done first; nothing of it is seen outside and nothing is left behind. Undefined where this
 * machine does not let us mount.
 */
export function mounted(mount: string, folder: string): readonly string[] | undefined {
  const flags = ['--mount', '--map-root-user', 'sh', '-c', `${mount} && exec "$@"`, folder];
  const [program, ...args] = ['unshare', ...flags] as const;
  return spawnSync(program, [...args, 'true']).status === 0 ? [program, ...args] : undefined;
}

/** Whether a program can be started here. */
export function hasProgram(name: string): boolean {
  return spawnSync(name, ['--version']).status === 0;
}
