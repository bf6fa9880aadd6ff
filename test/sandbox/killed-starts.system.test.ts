import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { withSecondChance } from '../../src/sandbox/with-second-chance.ts';
import { workersOf } from '../cli/processes.ts';
import { runPolicy } from './jobs.ts';

/** Kills workers as soon as they appear, which is long before they are ready; answers when `count` are killed. */
async function killStarting(count: number, signal: AbortSignal): Promise<readonly number[]> {
  const killed = new Set<number>();
  while (killed.size < count && !signal.aborted) {
    for (const pid of workersOf(process.pid).filter((one) => !killed.has(one))) {
      if (killed.size === count) break;
      killed.add(pid);
      process.kill(pid, 'SIGKILL');
    }
    await sleep(1);
  }
  return [...killed];
}

test('a job outlives two workers, and more, that are killed while they start', async () => {
  const sandbox = withSecondChance(createSandbox({ workers: 1 }));
  const done = new AbortController();
  try {
    const killing = killStarting(3, done.signal);
    const result = await runPolicy(sandbox, 'export const score = (a, b) => a + b;');
    done.abort();
    expect(await killing).toHaveLength(3);
    expect(result).toMatchObject({ status: 'returned', decisions: 200 });
  } finally {
    await sandbox.close();
  }
});
