import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** A command to run, detached from this process and its terminal. */
export interface GroupCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Bytes for its standard input. */
  readonly input: string;
  /** The group is ended when it writes more than this to standard output. */
  readonly maxOutputBytes: number;
}

/** The end of a process group. None of it runs any more. */
export interface GroupEnd {
  /** Exit code of the program; null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: Uint8Array;
  /** Whether it was ended because it wrote too much. */
  readonly isFlooded: boolean;
  /** The last few kilobytes of stderr. */
  readonly stderr: string;
}

/** Time that a group gets to end by itself after SIGTERM. */
const GRACE_MS = 2000;
const MAX_STDERR_CHARACTERS = 4000;
const GONE: ReadonlySet<unknown> = new Set(['ESRCH', 'EPERM']);

/** Groups that a sudden end of this process would leave behind. */
const living = new Set<number>();
const endAll = (): void => {
  for (const pid of living) signalGroup(pid, 'SIGKILL');
};

/**
 * Runs a program as the leader of a process group of its own, without a shell. When the program ends,
 * when `signal` aborts or when it floods its output, the whole group ends with it: SIGTERM first,
 * SIGKILL after two seconds and for all that outlives the program. Only a descendant that opens a
 * session of its own escapes. Rejects with the error of `spawn` when the program cannot be started.
 */
export async function runGroup(command: GroupCommand, signal: AbortSignal): Promise<GroupEnd> {
  const child = spawn(command.program, command.args, {
    cwd: command.cwd,
    env: command.env,
    detached: true,
    stdio: 'pipe',
  });
  const { pid } = child;
  if (pid === undefined) return failToStart(child);
  enlist(pid);
  const stop = (): void => stopGroup(child, pid);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await conversation(child, command, stop);
  } finally {
    signal.removeEventListener('abort', stop);
    signalGroup(pid, 'SIGKILL');
    dismiss(pid);
  }
}

function failToStart(child: ChildProcessWithoutNullStreams): Promise<never> {
  return new Promise((_, reject) => {
    child.once('error', reject);
  });
}

/** Sends the program its input and collects its output until it has ended. */
async function conversation(
  child: ChildProcessWithoutNullStreams,
  { input, maxOutputBytes }: GroupCommand,
  stop: () => void,
): Promise<GroupEnd> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  let stderr = '';
  child.stdout.on('data', (chunk: Uint8Array) => {
    if (bytes > maxOutputBytes) return;
    bytes += chunk.byteLength;
    if (bytes <= maxOutputBytes) chunks.push(chunk);
    else stop();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-MAX_STDERR_CHARACTERS);
  });
  // A program may answer without reading all of its input.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const { code, signal } = await endOf(child);
  return { code, signal, stdout: Buffer.concat(chunks), isFlooded: bytes > maxOutputBytes, stderr };
}

async function endOf(
  child: ChildProcessWithoutNullStreams,
): Promise<Pick<GroupEnd, 'code' | 'signal'>> {
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  const ended = await new Promise<Pick<GroupEnd, 'code' | 'signal'>>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  // Processes that the program left running would hold its output open.
  if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
  const patience = new AbortController();
  await Promise.race([closed, sleep(GRACE_MS, undefined, patience).catch(() => undefined)]);
  patience.abort();
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
  return ended;
}

function stopGroup(child: ChildProcessWithoutNullStreams, pid: number): void {
  signalGroup(pid, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), GRACE_MS);
  child.once('exit', () => clearTimeout(timer));
}

/** A group without a living member is no failure. */
function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // macOS answers EPERM for a group whose members wait to be reaped.
    const isGone = error instanceof Error && 'code' in error && GONE.has(error.code);
    if (!isGone) throw error;
  }
}

function enlist(pid: number): void {
  if (living.size === 0) process.on('exit', endAll);
  living.add(pid);
}

function dismiss(pid: number): void {
  living.delete(pid);
  if (living.size === 0) process.off('exit', endAll);
}
