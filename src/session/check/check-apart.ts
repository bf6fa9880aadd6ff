import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { builtFile } from '../../core/built-file.ts';
import { SandboxError } from '../../core/errors.ts';
import type { CheckTask, FoundSoFar, FromCheck } from './messages.ts';
import type { CheckReport } from './report.ts';

export interface ApartOptions extends CheckTask {
  /** Seconds on the clock for which code of the problem, such as `cases()`, may run without a pause. */
  readonly blockSeconds: number;
  readonly signal: AbortSignal;
  /** Called before each law with what is checked now. */
  readonly onLaw: (text: string) => void;
}

const program = builtFile(path.join(import.meta.dirname, 'main.ts'));

/**
 * Checks a problem in a process of its own, whose output goes to this one's stderr: code of the problem that never
 * returns, or that ends the process, is a fault among the others. Throws SandboxError where nothing can be measured;
 * when `signal` aborts, its reason.
 */
export async function checkApart(options: ApartOptions): Promise<CheckReport> {
  const { location, data, caseSeconds, signal } = options;
  signal.throwIfAborted();
  const startedAt = performance.now();
  const task: CheckTask = { location, data, caseSeconds };
  const child = fork(program, [JSON.stringify(task)], {
    stdio: ['ignore', process.stderr.fd, process.stderr.fd, 'ipc'],
  });
  const stop = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', stop, { once: true });
  try {
    const end = await hear(child, options);
    signal.throwIfAborted();
    if ('report' in end) return end.report;
    return unfinished(end, { location, seconds: (performance.now() - startedAt) / 1000 });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Why a check came to no end, and what it had found until then. */
interface Unfinished {
  readonly message: string;
  readonly law: string;
  readonly found: FoundSoFar;
}

/** The part of the time without a pause that must be processor time of the process itself. */
const MIN_CPU_SHARE = 0.8;
/** Times that many a process may be silent without using its processor time. */
const MAX_WAITS = 10;

// oxlint-disable-next-line max-lines-per-function -- one closure over what a process said so far
async function hear(
  child: ChildProcess,
  { blockSeconds, onLaw }: ApartOptions,
): Promise<{ readonly report: CheckReport } | Unfinished> {
  const { promise, resolve, reject } = Promise.withResolvers<
    { report: CheckReport } | Unfinished
  >();
  let law = 'can be loaded';
  let found: FoundSoFar = { faults: [], laws: [] };
  let spent = cpuSecondsOf(child.pid);
  let waits = 0;
  const onBlocked = (): void => {
    // On a busy machine it may have got no time.
    const used = cpuSecondsOf(child.pid) - spent;
    waits += 1;
    if (used < blockSeconds * MIN_CPU_SHARE && waits < MAX_WAITS) {
      timer = setTimeout(onBlocked, blockSeconds * 1000);
      return;
    }
    const message = `code of the problem ran for more than ${blockSeconds} s without a pause; it does not seem to end`;
    resolve({ message, law, found });
    child.kill('SIGKILL');
  };
  let timer = setTimeout(onBlocked, blockSeconds * 1000);
  child.on('message', (message: FromCheck) => {
    clearTimeout(timer);
    timer = setTimeout(onBlocked, blockSeconds * 1000);
    spent = cpuSecondsOf(child.pid);
    waits = 0;
    if (message.type === 'law') {
      ({ text: law, found } = message);
      onLaw(law);
    } else if (message.type === 'report') resolve({ report: message.report });
    else if (message.type === 'bug') reject(new Error(message.stack));
    else if (message.type === 'broken-sandbox') {
      reject(new SandboxError(message.message, { hint: message.hint }));
    }
  });
  child.once('error', reject);
  child.once('close', (code, signal) => {
    resolve({ message: `code of the problem ended the process (${signal ?? code})`, law, found });
  });
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}

/** Processor seconds of a process so far; those of this moment's clock where the system does not tell. */
function cpuSecondsOf(pid = 0): number {
  try {
    const [, rest = ''] = /\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    const [user, system] = rest.split(' ').slice(11, 13).map(Number);
    return ((user ?? 0) + (system ?? 0)) / TICKS_PER_SECOND;
  } catch {
    return performance.now() / 1000;
  }
}

/** Of the figures in /proc, on every machine that Node runs on. */
const TICKS_PER_SECOND = 100;

function unfinished(
  { message, law, found }: Unfinished,
  { location, seconds }: { readonly location: string; readonly seconds: number },
): CheckReport {
  const hint = `look for an endless loop, or a call of process.exit, in what was checked then: ${law}`;
  const fault = { law, message, place: { file: location }, hint, subjects: [] };
  return {
    schema: 1,
    problem: path.basename(path.dirname(location)),
    location,
    status: 'failed',
    faults: [...found.faults, fault],
    warnings: [
      {
        message: 'the check came to no end: other laws were not checked',
        hint: 'mend the fault, then check again',
      },
    ],
    laws: found.laws,
    evaluations: [],
    seconds,
  };
}
