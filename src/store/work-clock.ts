/** Work time of a run: it goes on while a process works on the run, and never back. */
export interface WorkClock {
  /** Whole milliseconds since the first event, pauses left out. */
  now(): number;
  /** Leaves out the time since the last call of `now`. */
  resume(): void;
}

/**
 * A clock that shows `elapsed` until it is read for the first time, and goes on from there. The clock of the wall may
 * be set at any moment; this one is `performance.now`, which only counts.
 */
export function createWorkClock(elapsed: number): WorkClock {
  let base = elapsed;
  let last = elapsed;
  let startedAt: number | undefined;
  return {
    now() {
      startedAt ??= performance.now();
      last = base + Math.floor(performance.now() - startedAt);
      return last;
    },
    resume() {
      base = last;
      startedAt = undefined;
    },
  };
}
