import { mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** `adrs-command-NAMESPACE-PID-RANDOM`: who made it stands in the name. */
const NAME = /^adrs-command-(\d+)-(\d+)-\w+$/;

let cleaning: Promise<void> | undefined;

/**
 * Runs work in a fresh, empty folder, which goes when the work ends. What processes that were killed left behind
 * goes with the first call of a process.
 */
export async function inScratchFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  cleaning ??= removeLeftFolders();
  await cleaning;
  const owner = `${await pidNamespace()}-${process.pid}`;
  const folder = await mkdtemp(path.join(tmpdir(), `adrs-command-${owner}-`));
  try {
    return await work(folder);
  } finally {
    await remove(folder);
  }
}

/** Removes the folders of processes that are gone. Those of another container may share the folder, not the numbers. */
export async function removeLeftFolders(parent: string = tmpdir()): Promise<void> {
  const namespace = await pidNamespace();
  for (const name of await readdir(parent).catch(() => [])) {
    const [, home, pid = ''] = NAME.exec(name) ?? [];
    if (home === namespace && !isAlive(Number(pid))) await remove(path.join(parent, name));
  }
}

/** The number of the namespace that process ids belong to; 0 where the system has none. */
async function pidNamespace(): Promise<string> {
  const link = await readlink('/proc/self/ns/pid').catch(() => '');
  return /\d+/.exec(link)?.[0] ?? '0';
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: a process of another user has this number now.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** A folder of another user stays; it is theirs to remove. */
async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
}
