import type { Environment } from '../config/auto-model.ts';
import { EXIT } from './exit-codes.ts';
import { isWhole, linksToNpx } from './starters.ts';

/** Milliseconds between two looks at who started this process; a look takes some 30 us. */
const LOOK_EVERY_MS = 250;

/**
 * Aborts when this process is asked to end: by SIGINT or SIGTERM, or because the npx that started it has gone. A
 * second signal ends the process.
 *
 * npx passes a signal on to the shell that it starts, which dies of it and leaves its own child running; when npx itself
 * is killed, nobody is told.
 */
export function watchInterrupts(env: Environment): AbortSignal {
  const interrupt = new AbortController();
  const onSignal = (): void => {
    if (interrupt.signal.aborted) process.exit(EXIT.interrupted);
    interrupt.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  if (isStartedByNpx(env)) watchStarters(interrupt);
  return interrupt.signal;
}

/** By what npm tells its children. A script of npm and anybody else may start adrs and leave it to itself. */
function isStartedByNpx({ npm_command: command }: Environment): boolean {
  return command === 'exec';
}

/** Does not keep the process alive. */
function watchStarters(interrupt: AbortController): void {
  const links = linksToNpx();
  const look = (): void => {
    if (links.every(isWhole)) return;
    clearInterval(timer);
    interrupt.abort();
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  timer.unref();
}
