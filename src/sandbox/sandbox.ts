import { availableParallelism } from 'node:os';
import PQueue from 'p-queue';
import type { IsolateJob, IsolateResult, IsolateSandbox } from '../core/sandbox.ts';
import { SandboxError } from '../core/errors.ts';
import { allowanceOf, type Allowance } from './allowance.ts';
import { probeConfinement } from './confinement.ts';
import { createWorkerStock, type WorkerStock } from './worker-stock.ts';

/** Number and confinement of the workers. */
export interface SandboxOptions {
  /** Jobs at a time. Default: one for each core. */
  readonly workers?: number;
  /** Whether to put bubblewrap around the workers where it works. Default: true. */
  readonly jail?: boolean;
}

/**
 * A pool of worker processes for candidates. Workers start when they are first needed, and one more
 * is kept warm, so that a candidate that kills its worker costs the next one nothing. Replays have a
 * worker of their own, in which no candidate ever ran.
 */
export function createSandbox(options: SandboxOptions = {}): IsolateSandbox {
  const { workers = availableParallelism(), jail = true } = options;
  const confinement = probeConfinement(jail);
  const candidates = {
    stock: createWorkerStock(confinement, 1),
    queue: new PQueue({ concurrency: workers }),
  };
  const audits = {
    stock: createWorkerStock(confinement, 0),
    queue: new PQueue({ concurrency: 1 }),
  };
  let closed = false;
  return {
    guarantees: confinement.guarantees,
    async run(job, signal) {
      const { stock, queue } = job.decisions?.mode === 'replay' ? audits : candidates;
      return queue.add(async () => {
        signal.throwIfAborted();
        if (closed) throw new SandboxError('the sandbox is closed');
        return runJob(stock, job, signal);
      });
    },
    async close() {
      closed = true;
      await Promise.all([candidates.stock.close(), audits.stock.close()]);
    },
  };
}

async function runJob(
  stock: WorkerStock,
  job: IsolateJob,
  signal: AbortSignal,
): Promise<IsolateResult> {
  const allowance = allowanceOf({ ...job, count: job.cases.count });
  const first = await runOn(stock, { job, allowance }, signal);
  if (first !== 'uncounted') return first;
  // A builtin could not be interrupted, so that the worker could not go on to count steps by itself.
  const counted = { ...allowance, uncountedCpuSeconds: 0 };
  const second = await runOn(stock, { job, allowance: counted }, signal);
  if (second === 'uncounted') throw new SandboxError('a worker did not count steps as it was told');
  return second;
}

async function runOn(
  stock: WorkerStock,
  { job, allowance }: { readonly job: IsolateJob; readonly allowance: Allowance },
  signal: AbortSignal,
): Promise<IsolateResult | 'uncounted'> {
  const worker = stock.take();
  const abort = (): void => void worker.kill();
  signal.addEventListener('abort', abort, { once: true });
  try {
    const result = await worker.run(job, allowance);
    signal.throwIfAborted();
    return result;
  } finally {
    signal.removeEventListener('abort', abort);
    stock.giveBack(worker);
  }
}
