import type { Confinement } from './confinement.ts';
import { startWorker, type WorkerProcess } from './worker-process.ts';

/** Worker processes that are ready or on their way. */
export interface WorkerStock {
  /** A worker for one job; started now when none is waiting. */
  take(): WorkerProcess;
  /** Takes a worker back after its job; one that is no longer usable is ended and replaced. */
  giveBack(worker: WorkerProcess): void;
  /** Ends all of them, those that were taken included. */
  close(): Promise<void>;
}

/** Creates an empty stock that, once used, keeps `spare` workers in addition to those that are taken. */
export function createWorkerStock(confinement: Confinement, spare: number): WorkerStock {
  const idle: WorkerProcess[] = [];
  const taken = new Set<WorkerProcess>();
  const dying = new Set<Promise<void>>();
  let closed = false;

  const end = (worker: WorkerProcess): void => {
    const death = worker.kill().finally(() => dying.delete(death));
    dying.add(death);
  };
  return {
    take() {
      const unfit = idle.filter((worker) => !worker.isFit());
      for (const worker of unfit) {
        idle.splice(idle.indexOf(worker), 1);
        end(worker);
      }
      // The most recently used worker has the warmest caches.
      const worker = idle.pop() ?? startWorker(confinement);
      taken.add(worker);
      return worker;
    },
    giveBack(worker) {
      taken.delete(worker);
      if (worker.isFit() && !closed) idle.push(worker);
      else end(worker);
      // At the far end, so that it is used only when the others are taken.
      if (!closed && idle.length <= spare) idle.unshift(startWorker(confinement));
    },
    async close() {
      closed = true;
      for (const worker of [...idle.splice(0), ...taken]) end(worker);
      await Promise.all(dying);
    },
  };
}
