import type { Environment } from '../config/auto-model.ts';
import { EXIT } from './exit-codes.ts';

/** Milliseconds between two looks at who started this process. */
const LOOK_EVERY_MS = 250;

/**
 * Aborts when this process is asked to end: by SIGINT or SIGTERM, or because the npx that started it has gone. A
 * second signal ends the process.
 *
 * npx passes a signal on to the shell that it starts, which dies of it and leaves its own child running.
 */
export function watchInterrupts(env: Environment): AbortSignal {
  const interrupt = new AbortController();
  const onSignal = (): void => {
    if (interrupt.signal.aborted) process.exit(EXIT.interrupted);
    interrupt.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  if (isStartedByNpx(env)) watchParent(interrupt);
  return interrupt.signal;
}

/** By what npm tells its children. Anybody else may start adrs and leave it to itself, as nohup does. */
function isStartedByNpx({ npm_command: command }: Environment): boolean {
  return command === 'exec';
}

/** Does not keep the process alive. */
function watchParent(interrupt: AbortController): void {
  const parent = process.ppid;
  const look = (): void => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    interrupt.abort();
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  timer.unref();
}
