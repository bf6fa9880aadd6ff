import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { createProblem } from '../../src/session/new-problem.ts';

const repository = path.join(import.meta.dirname, '..', '..');

/** The command line of `adrs ...` in a process of its own. */
export const ADRS = [process.execPath, path.join(repository, 'src', 'cli', 'main.ts')] as const;

/** The end of a process, with its output. */
export interface Ended {
  /** Exit code; null when a signal ended it. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly pid: number;
  /** Output so far. */
  out(): string;
  err(): string;
  readonly ended: Promise<Ended>;
}

/** Starts a command; in a process group of its own, which a terminal would signal as a whole, if asked to. */
export function start(
  [command = '', ...args]: readonly string[],
  {
    ownGroup = false,
    env = {},
  }: { readonly ownGroup?: boolean; readonly env?: Readonly<Record<string, string>> } = {},
): Running {
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn(command, args, {
    cwd: repository,
    detached: ownGroup,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out, err }));
  });
  return { pid: child.pid ?? 0, out: () => out, err: () => err, ended };
}

/** Runs `adrs ...` to its end. */
export function adrs(...argv: readonly string[]): Promise<Ended> {
  return start([...ADRS, ...argv]).ended;
}

/** A folder with a small problem in it, inside the package so that it can import `adrs`. */
export interface Workplace extends AsyncDisposable {
  readonly folder: string;
  /** The problem's folder. */
  readonly problem: string;
  /** A run file; small runs of cheap evaluations. */
  readonly runFile: string;
}

/** Makes a workplace with the problem that `adrs new problem` writes. */
export async function createWorkplace(): Promise<Workplace> {
  const runs = path.join(repository, 'runs');
  await mkdir(runs, { recursive: true });
  const folder = await mkdtemp(path.join(runs, 'system-'));
  const { folder: problem } = await createProblem('idle-timer', folder);
  const runFile = path.join(problem, 'run.yaml');
  return {
    folder,
    problem,
    runFile,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Arguments that make a run end after `evaluations`, and by nothing else. */
export function untilSpent(evaluations: number): readonly string[] {
  const settings = [
    `budget.evaluations=${evaluations}`,
    'budget.wallSeconds=null',
    'proposers=[genetic]',
  ];
  return settings.flatMap((setting) => ['--set', setting]);
}

/** Processes that a process started, and those that they started; empty when it is gone. */
export function descendantsOf(pid: number): readonly number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = parentOf(name);
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found: number[] = [];
  const walk = (parent: number): void => {
    for (const child of children.get(parent) ?? []) {
      found.push(child);
      walk(child);
    }
  };
  walk(pid);
  return found;
}

/** Of those, the ones that run candidates. */
export function workersOf(pid: number): readonly number[] {
  return programsBelow(pid, '/sandbox/worker/main.ts');
}

/** Of those, the ones that run this program of adrs, named by the end of its path. */
export function programsBelow(pid: number, name: string): readonly number[] {
  return descendantsOf(pid).filter((child) => {
    const [program = '', ...args] = read(child, 'cmdline')?.split('\0') ?? [];
    return program.endsWith('node') && args.some((arg) => arg.endsWith(name));
  });
}

function parentOf(pid: string): number | undefined {
  // The name of the program, in parentheses, may hold anything.
  const [, rest] = /\) \S (\d+)/.exec(read(Number(pid), 'stat') ?? '') ?? [];
  return rest === undefined ? undefined : Number(rest);
}

function read(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}

/** Those that still run. */
function alive(pids: readonly number[]): readonly number[] {
  return pids.filter((pid) => !/\) [ZX] /.test(read(pid, 'stat') ?? ') X '));
}

/** Waits until `holds`; throws what it waited for when `limitMs` have passed. */
export async function until(holds: () => boolean, what: string, limitMs = 30_000): Promise<void> {
  const startedAt = performance.now();
  while (!holds()) {
    if (performance.now() - startedAt > limitMs) throw new Error(`timed out waiting for ${what}`);
    await sleep(5);
  }
}

/** Waits until all of them are gone. */
export function untilGone(pids: readonly number[]): Promise<void> {
  return until(() => alive(pids).length === 0, `the end of ${pids.join(', ')}`, 10_000);
}
