import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { builtFile } from '../core/built-file.ts';
import { SandboxError } from '../core/errors.ts';
import type { Asks, FromTextProcess, Gives, TextRequest, TextWorkName } from './requests.ts';

/** A process that works on untrusted texts, and is replaced when one of them kills it. */
export interface TextProcess extends AsyncDisposable {
  /** Of the process that runs now. */
  readonly pid: number | undefined;
  /**
   * The result, or `killed` for a text that ended two processes, the second one with nothing else to do. Throws
   * SandboxError when no process can start, and for a fault of the work itself.
   */
  ask<K extends TextWorkName>(name: K, asks: Asks<K>, cpuMs: number): Promise<Result<K>>;
}

export type Result<K extends TextWorkName> =
  | { readonly status: 'done'; readonly gives: Gives<K> }
  | { readonly status: 'killed' };

interface Job {
  readonly request: TextRequest;
  readonly settle: PromiseWithResolvers<Result<TextWorkName>>;
  /** Processes that died while they worked on it. */
  deaths: number;
}

const program = builtFile(path.join(import.meta.dirname, 'main.ts'));
const FLAGS = ['--max-old-space-size=512'];

/** Makes a text process; it starts with the first request. When `signal` aborts, all requests are rejected with its reason. */
// oxlint-disable-next-line max-lines-per-function -- one closure over the state of a process
export function createTextProcess(signal?: AbortSignal): TextProcess {
  /** In their order; the first one is being worked on. */
  let jobs: Job[] = [];
  /** How many of them the process has. */
  let sent = 0;
  let child: ChildProcess | undefined;
  let isReady = false;
  let isScheduled = false;
  let failedStarts = 0;

  /** Sends what waits, all at once; one that killed a process goes alone. */
  const send = (): void => {
    isScheduled = false;
    if (!isReady || child === undefined) return;
    const [first] = jobs;
    const most = first !== undefined && first.deaths > 0 ? 1 : jobs.length;
    if (sent >= most) return;
    child.send(jobs.slice(sent, most).map(({ request }) => request));
    sent = most;
  };
  const schedule = (): void => {
    child ??= start();
    if (isScheduled) return;
    isScheduled = true;
    queueMicrotask(send);
  };
  const finish = (): Job | undefined => {
    sent -= 1;
    return jobs.shift();
  };
  const hear = (message: FromTextProcess): void => {
    if (message.type === 'ready') isReady = true;
    else if (message.type === 'answer') {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- answers come in the order of the requests
      finish()?.settle.resolve({ status: 'done', gives: message.gives as Gives<TextWorkName> });
    } else finish()?.settle.reject(new SandboxError(`work on a text failed: ${message.message}`));
    failedStarts = 0;
    send();
  };
  const bury = (): void => {
    const [first] = jobs;
    if (sent > 0 && first !== undefined) {
      first.deaths += 1;
      if (first.deaths > 1) finish()?.settle.resolve({ status: 'killed' });
    } else if (!isReady) failedStarts += 1;
    child = undefined;
    isReady = false;
    sent = 0;
    if (failedStarts > 1) failAll(cannotStart());
    if (jobs.length > 0) schedule();
  };
  const failAll = (error: unknown): void => {
    const failed = jobs;
    jobs = [];
    for (const { settle } of failed) settle.reject(error);
  };
  const start = (): ChildProcess => {
    const options = { env: {}, cwd: '/', serialization: 'advanced' } as const;
    const stdio = ['ignore', 'ignore', 'ignore', 'ipc'] as const;
    const started = spawn(process.execPath, [...FLAGS, program], { ...options, stdio: [...stdio] });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what main.ts sends
    started.on('message', (message) => hear(message as FromTextProcess));
    started.once('error', () => started.emit('close'));
    started.once('close', () => {
      if (child === started) bury();
    });
    return started;
  };

  const giveUp = (): void => {
    failAll(signal?.reason);
    child?.kill('SIGKILL');
  };
  signal?.addEventListener('abort', giveUp, { once: true });

  return {
    get pid() {
      return child?.pid;
    },
    ask(name, asks, cpuMs) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- name and content are of one kind
      const request = { name, asks, cpuMs } as unknown as TextRequest;
      const settle = Promise.withResolvers<Result<TextWorkName>>();
      jobs.push({ request, settle, deaths: 0 });
      schedule();
      return settle.promise;
    },
    async [Symbol.asyncDispose]() {
      signal?.removeEventListener('abort', giveUp);
      const last = child;
      child = undefined;
      failAll(new SandboxError('the text process was closed'));
      if (last === undefined) return;
      const closed = new Promise((resolve) => void last.once('close', resolve));
      last.kill('SIGKILL');
      await closed;
    },
  };
}

function cannotStart(): SandboxError {
  return new SandboxError('the process that reads texts cannot start', {
    hint: 'run `adrs doctor`; it needs Node 24 and the installed packages',
  });
}
