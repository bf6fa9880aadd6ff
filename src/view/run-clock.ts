import type { LoggedEvent } from '../core/store.ts';

/** The times of a run. */
export interface RunTimes {
  /** Milliseconds since 1970 of the first and the last event; null before the first. */
  readonly startedAt: number | null;
  readonly lastAt: number | null;
  /** Seconds of work, pauses left out. */
  readonly activeSeconds: number;
}

/** Measures a run by the times in its log. */
export interface RunClock {
  add(event: LoggedEvent): void;
  times(): RunTimes;
}

/** A clock without events. */
export function createRunClock(): RunClock {
  let startedAt: number | null = null;
  let lastAt: number | null = null;
  let activeMs = 0;
  return {
    add({ at, elapsedMs }) {
      startedAt ??= at;
      activeMs = elapsedMs;
      lastAt = at;
    },
    times: () => ({ startedAt, lastAt, activeSeconds: activeMs / 1000 }),
  };
}
