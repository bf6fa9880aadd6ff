import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** The system's information on the sandbox's workers below this process. */
export interface WorkersSeen {
  /** Processes of the pool: direct children that run a worker, jailed or not. */
  readonly workers: number;
  /** Resident memory of the largest worker, in MB. */
  readonly largestMb: number;
  /** Bytes that workers wrote to any storage. */
  readonly writtenBytes: number;
  /** Regular files that a worker holds open for writing. */
  readonly writableFiles: readonly string[];
  /** Descriptors that this process holds. */
  readonly descriptors: number;
}

/** Looks now. Processes that end while it looks are left out. */
export function lookAtWorkers(): WorkersSeen {
  const children = childrenOf(process.pid).filter((pid) => commandOf(pid).includes(WORKER));
  const engines = children.flatMap(withDescendants).filter((pid) => isEngine(commandOf(pid)));
  return {
    workers: children.length,
    largestMb: Math.max(0, ...engines.map(residentMb)),
    writtenBytes: engines.reduce((sum, pid) => sum + writtenBytes(pid), 0),
    writableFiles: engines.flatMap(writableFiles),
    descriptors: attempt(() => readdirSync('/proc/self/fd').length, 0),
  };
}

/**
 * Looks when no more than `most` workers are there: killed ones need a moment to be gone, on a busy
 * machine a long one. Processes left after ten seconds stay, and are reported.
 */
export async function lookWhenSettled(most: number): Promise<WorkersSeen> {
  const deadline = performance.now() + SETTLING_MS;
  let seen = lookAtWorkers();
  while (seen.workers > most && performance.now() < deadline) {
    await sleep(LOOK_AGAIN_MS);
    seen = lookAtWorkers();
  }
  return seen;
}

const SETTLING_MS = 10_000;
const LOOK_AGAIN_MS = 20;
const WORKER = 'worker/main.ts';
const PAGE_BYTES = 4096;

function isEngine(command: string): boolean {
  return /^[^\0]*node\0/.test(command) && command.includes(WORKER);
}

function withDescendants(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(withDescendants)];
}

function childrenOf(pid: number): number[] {
  const tasks = attempt(() => readdirSync(`/proc/${pid}/task`), []);
  return tasks.flatMap((task) =>
    read(`/proc/${pid}/task/${task}/children`).split(' ').filter(Boolean).map(Number),
  );
}

function commandOf(pid: number): string {
  return read(`/proc/${pid}/cmdline`);
}

function residentMb(pid: number): number {
  return (Number(read(`/proc/${pid}/statm`).split(' ')[1] ?? 0) * PAGE_BYTES) / 2 ** 20;
}

function writtenBytes(pid: number): number {
  return Number(/^write_bytes: (\d+)/m.exec(read(`/proc/${pid}/io`))?.[1] ?? 0);
}

function writableFiles(pid: number): string[] {
  return attempt(() => readdirSync(`/proc/${pid}/fd`), []).flatMap((descriptor) => {
    const flags = /^flags:\s+(\d+)/m.exec(read(`/proc/${pid}/fdinfo/${descriptor}`))?.[1] ?? '0';
    const target = attempt(() => readlinkSync(`/proc/${pid}/fd/${descriptor}`), '');
    const isFile = target.startsWith('/') && !target.startsWith('/dev/');
    return isFile && (Number.parseInt(flags, 8) & 3) !== 0 ? [target] : [];
  });
}

function read(path: string): string {
  return attempt(() => readFileSync(path, 'utf8'), '');
}

function attempt<T>(action: () => T, otherwise: T): T {
  try {
    return action();
  } catch {
    return otherwise;
  }
}
