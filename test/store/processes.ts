import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';

const fixtures = path.join(import.meta.dirname, 'fixtures');

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
    [path.join(fixtures, 'writer.ts'), folder, mode, String(first)],
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
    // The kill may tear the last line; it always ends where `writeSync` ended.
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
  name: string,
  args: readonly string[],
  before: readonly string[] = [],
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const [command = '', ...rest] = [...before, process.execPath, path.join(fixtures, name), ...args];
  return spawnSync(command, rest, { encoding: 'utf8', timeout: 60_000 });
}

/**
 * A command that runs what follows it where `mount`, a shell command with the folder as `$0`, was
 * done first; nothing of it is seen outside and nothing is left behind. Undefined where this
 * machine does not let us mount.
 */
export function mounted(mount: string, folder: string): readonly string[] | undefined {
  const args = ['--mount', '--map-root-user', 'sh', '-c', `${mount} && exec "$@"`, folder];
  return spawnSync('unshare', [...args, 'true']).status === 0 ? ['unshare', ...args] : undefined;
}

/** Whether a program can be started here. */
export function hasProgram(name: string): boolean {
  return spawnSync(name, ['--version']).status === 0;
}
