import { availableParallelism } from 'node:os';
import type { IsolateJob, IsolateResult, Sandbox } from '../core/contracts.ts';
import { SandboxError } from '../core/errors.ts';
import { probeConfinement } from './confinement.ts';
import { startWorker, type WorkerProcess } from './worker-process.ts';

/** How many workers, and how they are held. */
export interface SandboxOptions {
  /** Jobs at a time. Default: one for each core. */
  readonly workers?: number;
  /** Whether to put bubblewrap around the workers where it works. Default: true. */
  readonly jail?: boolean;
}

/**
 * A pool of worker processes for candidates. Workers start when they are first needed, and one more
 * is kept warm, so that a candidate that kills its worker costs the next one nothing.
 */
// oxlint-disable-next-line max-lines-per-function -- one closure over the state of the pool
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const { workers: size = availableParallelism(), jail = true } = options;
  const confinement = probeConfinement(jail);
  const idle: WorkerProcess[] = [];
  const alive = new Set<WorkerProcess>();
  const waiting: (() => void)[] = [];
  let busy = 0;
  let closed = false;

  const start = (): WorkerProcess => {
    const worker = startWorker(confinement);
    alive.add(worker);
    return worker;
  };
  const take = (): WorkerProcess => {
    let worker = idle.pop();
    while (worker !== undefined && !worker.isFit()) {
      drop(worker);
      worker = idle.pop();
    }
    return worker ?? start();
  };
  const drop = (worker: WorkerProcess): void => {
    alive.delete(worker);
    const death = worker.kill().finally(() => dying.delete(death));
    dying.add(death);
  };
  const dying = new Set<Promise<unknown>>();
  const giveBack = (worker: WorkerProcess): void => {
    if (worker.isFit() && !closed) idle.push(worker);
    else drop(worker);
    if (!closed && idle.length < 2 && alive.size <= size) idle.unshift(start());
  };
  const enter = async (): Promise<void> => {
    if (busy >= size) await new Promise<void>((resolve) => waiting.push(resolve));
    else busy += 1;
  };
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) busy -= 1;
    else next();
  };
  return {
    guarantees: confinement.guarantees,
    async run(job, signal) {
      signal.throwIfAborted();
      await enter();
      try {
        signal.throwIfAborted();
        if (closed) throw new SandboxError('the sandbox is closed');
        return await runOn(take(), { job, signal, giveBack });
      } finally {
        leave();
      }
    },
    async close() {
      closed = true;
      idle.length = 0;
      await Promise.all([...[...alive].map((worker) => worker.kill()), ...dying]);
      alive.clear();
    },
  };
}

async function runOn(
  worker: WorkerProcess,
  {
    job,
    signal,
    giveBack,
  }: {
    readonly job: IsolateJob;
    readonly signal: AbortSignal;
    readonly giveBack: (worker: WorkerProcess) => void;
  },
): Promise<IsolateResult> {
  const abort = (): void => void worker.kill();
  signal.addEventListener('abort', abort, { once: true });
  try {
    const result = await worker.run(job);
    signal.throwIfAborted();
    return result;
  } finally {
    signal.removeEventListener('abort', abort);
    giveBack(worker);
  }
}
