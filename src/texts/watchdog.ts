/*
 * A thread beside the work on texts, which no text can keep busy: ends the process when a piece of work takes
 * too much processor time, or when its parent is gone.
 */
import { workerData } from 'node:worker_threads';

const EVERY_MS = 50;

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what main.ts gives
const { limit, parent } = workerData as { readonly limit: Float64Array; readonly parent: number };

setInterval(() => {
  const { user, system } = process.cpuUsage();
  const most = limit[0] ?? 0;
  const isLate = most > 0 && (user + system) / 1_000 > most;
  if (isLate || process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}, EVERY_MS);
