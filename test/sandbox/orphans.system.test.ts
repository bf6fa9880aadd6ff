import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';

test.each(['SIGKILL', 'SIGTERM'] as const)(
  'workers die with the process that owns them: %s',
  async (signal) => {
    const host = path.join(import.meta.dirname, '..', 'fixtures', 'sandbox-host.ts');
    const child = spawn(process.execPath, [host], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    await sleep(200);
    const workers = descendantsOf(child.pid ?? 0);
    expect(workers.length).toBeGreaterThan(0);
    child.kill(signal);
    await once(child, 'exit');
    let left = workers;
    for (let waited = 0; left.length > 0 && waited < 50; waited += 1) {
      await sleep(100);
      left = left.filter(isAlive);
    }
    expect(left).toEqual([]);
  },
);

/** Process ids of all children, and of theirs. */
function descendantsOf(pid: number): number[] {
  const table = execFileSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const rows = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    rows.flatMap(([id = 0, owner]) => (owner === parent ? [id, ...below(id)] : []));
  return below(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
