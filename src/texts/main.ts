/*
 * The text process: does one piece of work at a time and answers over the IPC channel. It may die at any moment,
 * by its own watchdog or by its parent's hand; nothing of value is kept here.
 */
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { builtFile } from '../core/built-file.ts';
import { doTextWork } from './do-text-work.ts';
import type { FromTextProcess, TextRequest } from './requests.ts';

/** Processor time, in milliseconds, at which the work in progress has taken too much; 0 between two. */
const limit = new Float64Array(new SharedArrayBuffer(8));

function tell(message: FromTextProcess): void {
  process.send?.(message);
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function answer(request: TextRequest): void {
  limit[0] = cpuMs() + request.cpuMs;
  try {
    tell({ type: 'answer', gives: doTextWork(request) });
  } catch (error) {
    tell({ type: 'failed', message: error instanceof Error ? (error.stack ?? '') : String(error) });
  } finally {
    limit[0] = 0;
  }
}

process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.on('message', (requests: readonly TextRequest[]) => requests.forEach(answer));
const workerData = { limit, parent: process.ppid };
new Worker(builtFile(path.join(import.meta.dirname, 'watchdog.ts')), { workerData }).once(
  'online',
  () => tell({ type: 'ready' }),
);
