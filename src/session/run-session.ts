import { evolve } from '../engine/evolve.ts';
import type { EventListener, RunEnd } from '../engine/run-plan.ts';
import type { Session, SessionOptions } from './open-session.ts';

/** What to do on the way. */
export interface SessionWatch<T> {
  /** Called with every event, those read back from the log first. What it throws pauses the run and is thrown. */
  readonly onEvent?: EventListener | undefined;
  /** Called before the first event. What it throws is thrown, and nothing runs. */
  readonly onOpen?: ((session: Session) => void) | undefined;
  /** Pauses the run when it aborts. */
  readonly signal: AbortSignal;
  /** Reads the outcome while the log is still open; not called for a run that failed. */
  readonly read: (session: Session, end: RunEnd) => T | Promise<T>;
}

/**
 * Opens a session, runs it until it ends or is paused, and closes it with its workers and processes, whatever happens.
 * Throws what stopped the run.
 */
export async function runSession<T>(
  open: (options: Pick<SessionOptions, 'onEvent' | 'signal'>) => Promise<Session>,
  { onEvent, onOpen, signal, read }: SessionWatch<T>,
): Promise<T> {
  const watcher = new AbortController();
  let fault: { readonly error: unknown } | undefined;
  const watch: EventListener = (logged, isNew) => {
    if (fault !== undefined) return;
    try {
      onEvent?.(logged, isNew);
    } catch (error) {
      fault = { error };
      watcher.abort();
    }
  };
  const stop = AbortSignal.any([signal, watcher.signal]);
  await using session = await open({ onEvent: watch, signal: stop });
  onOpen?.(session);
  const end = await evolve(session.plan, stop);
  if (fault !== undefined) throw fault.error;
  return await read(session, end);
}
