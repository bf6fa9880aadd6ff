import { spawn, type ChildProcess } from 'node:child_process';
import { Writable } from 'node:stream';
import type { IsolateJob, IsolateResult } from '../core/sandbox.ts';
import type { Allowance } from './allowance.ts';
import { SandboxError } from '../core/errors.ts';
import type { Confinement } from './confinement.ts';
import { FILTER_FD } from './jail.ts';
import { realmScript } from './realm-script.ts';
import { exitIn, fromWorkerSchema, type ReceivedFromWorker } from './from-worker.ts';
import { POOL_GRACE_MS, type ToWorker, type WireJob, type WorkerExit } from './protocol.ts';

/** One worker process, seen from the pool. */
export interface WorkerProcess {
  /** Resolves when it can take a job; rejects with SandboxError when it cannot start. */
  readonly ready: Promise<void>;
  /** False once it is dead, dying, or has asked to be replaced. */
  isFit(): boolean;
  /**
   * One job at a time. Whatever the candidate does, this resolves in time. `uncounted`: the job must be run on
   * another worker, with its steps counted from the start.
   */
  run(job: IsolateJob, allowance: Allowance): Promise<IsolateResult | 'uncounted'>;
  /** Kills it, with all that it started. Resolves when it is gone. */
  kill(): Promise<void>;
}

const START_TIMEOUT_MS = 20_000;
/** Bundles and case sets that a worker holds. */
const MAX_CACHED_TEXTS = 24;
/** Limit on the stderr of a worker that is kept. */
const MAX_STDERR_CHARACTERS = 4000;

/** Starts a worker. */
// oxlint-disable-next-line max-lines-per-function -- one closure over the state of a process
export function startWorker({ command, args, filter }: Confinement): WorkerProcess {
  const child = spawn(command, args, {
    env: {},
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc', filter === undefined ? 'ignore' : 'pipe'],
    serialization: 'advanced',
  });
  if (filter !== undefined) handOver(child.stdio[FILTER_FD], filter);
  const sent = new Set<string>();
  let fit = true;
  let killed = false;
  let stderr = '';
  let cpuSeconds = 0;
  let finish: ((message: ReceivedFromWorker | { readonly type: 'gone' }) => void) | undefined;

  const settle = (message: ReceivedFromWorker | { readonly type: 'gone' }): void => {
    const waiting = finish;
    finish = undefined;
    waiting?.(message);
  };
  const receive = (): Promise<ReceivedFromWorker | { readonly type: 'gone' }> =>
    fit
      ? new Promise((resolve) => {
          finish = resolve;
        })
      : Promise.resolve({ type: 'gone' });
  const gone = new Promise<void>((resolve) => {
    const end = (): void => {
      fit = false;
      settle({ type: 'gone' });
      resolve();
    };
    child.once('error', end);
    child.once('close', end);
  });
  child.on('message', (message) => {
    const heard = fromWorkerSchema.safeParse(message);
    if (!heard.success) void kill();
    else if (heard.data.type === 'working') ({ cpuSeconds } = heard.data);
    else settle(heard.data);
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-MAX_STDERR_CHARACTERS);
  });
  const kill = async (): Promise<void> => {
    fit = false;
    killed = true;
    // A jail that is killed while it is being set up can leave its inside waiting forever.
    await Promise.race([settled, gone]);
    child.kill('SIGKILL');
    await gone;
  };
  const withDeadline = async (timeoutMs: number, start: () => void): Promise<Heard> => {
    const answer = receive();
    start();
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    const message = await answer;
    clearTimeout(timer);
    return { message, late };
  };
  const tell = (message: ToWorker): void => void child.send(message, () => undefined);
  /** Sends the texts that the worker does not have yet, and makes it drop the least recently used ones. */
  const give = (texts: readonly { readonly hash: string; readonly text: string }[]): void => {
    for (const { hash, text } of texts) {
      if (!sent.delete(hash)) tell({ type: 'keep', hash, text });
      sent.add(hash);
    }
    const [oldest] = sent;
    if (oldest === undefined || sent.size <= MAX_CACHED_TEXTS) return;
    sent.delete(oldest);
    tell({ type: 'forget', hash: oldest });
  };
  const start = async (): Promise<void> => {
    const { message, late } = await withDeadline(START_TIMEOUT_MS, () => undefined);
    // A worker that was killed during its start does not mean that the sandbox is broken.
    if (message.type !== 'ready' && (late || !killed)) throw cannotStart(command, stderr);
  };
  const ready = start();
  const settled = ready.catch(() => undefined);

  return {
    ready,
    kill,
    isFit: () => fit,
    async run(job, allowance) {
      await ready;
      cpuSeconds = 0;
      const { message, late } = await withDeadline(allowance.wallMs + POOL_GRACE_MS, () => {
        give(textsOf(job));
        tell({ type: 'run', job: wireJobOf(job, allowance) });
      });
      if (message.type === 'result') {
        fit &&= !message.spent;
        return message.result;
      }
      await kill();
      if (message.type === 'broken') throw new SandboxError(`a worker failed: ${message.message}`);
      return verdictOn({ late, cpuSeconds, stderr });
    },
  };
}

/** Writes all of what a process reads from one of its descriptors; a process that has ended needs nothing. */
function handOver(to: ChildProcess['stdio'][typeof FILTER_FD], bytes: Uint8Array): void {
  if (!(to instanceof Writable)) return;
  to.on('error', () => undefined);
  to.end(bytes);
}

interface Heard {
  readonly message: ReceivedFromWorker | { readonly type: 'gone' };
  readonly late: boolean;
}

function textsOf({ simulation, cases }: IsolateJob): { hash: string; text: string }[] {
  return [
    { hash: simulation.hash, text: simulation.script },
    realmScript(),
    { hash: cases.hash, text: cases.json },
  ];
}

function wireJobOf(job: IsolateJob, allowance: Allowance): WireJob {
  const { simulation, cases } = job;
  const texts = { simulation: simulation.hash, realm: realmScript().hash, cases: cases.hash };
  return { ...job, ...texts, caseCount: cases.count, allowance };
}

interface Death {
  readonly late: boolean;
  /** As the worker told last. */
  readonly cpuSeconds: number;
  readonly stderr: string;
}

/** The result of a job whose worker died: its last line on stderr says whether the candidate is at fault. */
function verdictOn({ late, cpuSeconds, stderr }: Death): IsolateResult | 'uncounted' {
  const exit = exitIn(stderr);
  if (exit !== undefined) return verdictOfExit(exit);
  const base = { status: 'rejected', cpuSeconds } as const;
  if (late) {
    const feedback = 'the worker did not answer in time, nor end itself';
    return { ...base, reason: 'timed-out', feedback, byClock: true };
  }
  if (/out of memory/i.test(stderr)) {
    return { ...base, reason: 'out-of-memory', feedback: 'the memory cap was reached' };
  }
  return { ...base, reason: 'crashed', feedback: 'the policy crashed the engine' };
}

function verdictOfExit({ reason, ...exit }: WorkerExit): IsolateResult | 'uncounted' {
  if (reason === 'uncounted') return 'uncounted';
  const base = { status: 'rejected', ...exit } as const;
  return reason === 'clock'
    ? { ...base, reason: 'timed-out', byClock: true }
    : { ...base, reason: 'out-of-memory' };
}

function cannotStart(command: string, stderr: string): SandboxError {
  const lines = stderr.trim().split('\n').slice(-5).join('\n');
  return new SandboxError(`a sandbox worker cannot start (${command}): ${lines}`, {
    hint: 'Run `adrs doctor`; the sandbox needs Node 24 and the binaries of isolated-vm.',
  });
}
