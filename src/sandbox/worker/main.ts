/*
 * The worker process: runs one job at a time and answers over the IPC channel. It may die at any
 * moment, by its own watchdog or by the pool's hand; nothing of value is kept here.
 */
import { setFlagsFromString } from 'node:v8';
import { messageOf } from '../../core/errors.ts';
import type { FromWorker, ToWorker, WireJob } from '../protocol.ts';
import { exitWorker } from './exit.ts';
import { createIsolateRunner } from './isolate-runner.ts';
import { cpuSecondsSoFar } from './watchdog.ts';

const WATCH_EVERY_MS = 25;
const TELL_EVERY_MS = 1000;
/** Resident memory of the process itself, with the engine, the parser and the cached texts. */
const BASE_RSS_MB = 300;
/** A new worker takes half a second to start, and some hundred jobs until its own code is quick. */
const JOBS_PER_WORKER = 1000;
/** A worker that has grown is replaced sooner, before its watchdog attributes the memory to a candidate. */
const GROWN = { jobs: 200, rssMb: 240 };

let running: { readonly job: WireJob; readonly cpuAt: number } | undefined;
let jobs = 0;
const texts = new Map<string, string>();

function tell(message: FromWorker): void {
  process.send?.(message);
}

/** The last resort against memory that the isolate does not count. */
function watch(): void {
  // The pool may have gone before this process could listen for it.
  if (!process.connected) process.kill(process.pid, 'SIGKILL');
  if (running === undefined) return;
  const { job, cpuAt } = running;
  if (process.memoryUsage.rss() <= (job.limits.memoryMb + BASE_RSS_MB) * 2 ** 20) return;
  const cpuSeconds = cpuSecondsSoFar() - cpuAt;
  exitWorker({ reason: 'memory', feedback: 'the memory cap was reached', cpuSeconds });
}

/** The pool knows from it what a job has cost whose worker dies. */
function tellCost(): void {
  if (running === undefined) return;
  tell({ type: 'working', cpuSeconds: cpuSecondsSoFar() - running.cpuAt });
}

function isTired(): boolean {
  const hasGrown = jobs >= GROWN.jobs && process.memoryUsage.rss() > GROWN.rssMb * 2 ** 20;
  return hasGrown || jobs >= JOBS_PER_WORKER;
}

async function run(job: WireJob): Promise<void> {
  running = { job, cpuAt: cpuSecondsSoFar() };
  try {
    const { result, spent } = await runner.run(job, texts);
    jobs += 1;
    tell({ type: 'result', result, spent: spent || isTired() });
  } catch (error) {
    tell({
      type: 'broken',
      message: error instanceof Error ? (error.stack ?? '') : messageOf(error),
    });
  } finally {
    running = undefined;
  }
}

process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.on('message', (message: ToWorker) => {
  if (message.type === 'keep') texts.set(message.hash, message.text);
  else if (message.type === 'forget') texts.delete(message.hash);
  else void run(message.job);
});
// What is compiled from here on is compiled whole: trusted scripts are kept with all of their code, so
// that no evaluation compiles their functions again.
setFlagsFromString('--no-lazy');
const runner = createIsolateRunner();
setInterval(watch, WATCH_EVERY_MS);
setInterval(tellCost, TELL_EVERY_MS);
tell({ type: 'ready' });
