import { writeSync } from 'node:fs';
import { exitLine, printable, type WorkerExit } from '../protocol.ts';

/** Ends this process at once, after it has told the pool why. */
export function exitWorker(exit: WorkerExit): void {
  writeSync(2, exitLine({ ...exit, feedback: printable(exit.feedback) }));
  process.kill(process.pid, 'SIGKILL');
}
