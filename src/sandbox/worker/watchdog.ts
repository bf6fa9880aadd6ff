import type ivm from 'isolated-vm';
import { LOADING, PROGRESS, SETTING_UP } from '../../core/job-progress.ts';
import type { Allowance } from '../allowance.ts';

/** The clock that ended an attempt. `uncounted`: it took so long that its steps must be counted. */
export type Stop = 'uncounted' | 'cpu' | 'wall';

/** The watch over one attempt at a job. Disposing of it ends it. */
export interface Watch extends Disposable {
  /** Memory in which the isolate tells what it does; see `PROGRESS`. */
  readonly progress: SharedArrayBuffer;
  /** By `performance.now`. */
  readonly deadline: number;
  /** Set before the isolate is disposed of. */
  readonly stop: Stop | undefined;
  /** How far the attempt came. */
  report(): WatchReport;
}

/** How far an attempt came, by the clock. */
export interface WatchReport {
  /** Position of the running case; null before the first. */
  readonly position: number | null;
  /** Processor seconds of the running case. */
  readonly caseSeconds: number;
  readonly done: number;
  /** The case before that took the longest, if any took some milliseconds. */
  readonly slowest: { readonly position: number; readonly seconds: number } | undefined;
  /** Share of the looks at the running case that found policy code at work; null where nothing marks it. */
  readonly policyShare: number | null;
  /** Processor seconds of the attempt. */
  readonly cpuSeconds: number;
}

/** The limits of an attempt and what is stopped. */
export interface WatchOptions {
  readonly isolate: ivm.Isolate;
  readonly allowance: Allowance;
  /** Whether steps are counted, so that the isolate marks when policy code runs. */
  readonly isCounted: boolean;
  /** Called when the isolate goes on although it was disposed of: a builtin runs that nothing can interrupt. */
  readonly onStuck: (stop: Stop, report: WatchReport) => void;
}

const LOOK_EVERY_MS = 5;
/** Time that a builtin may still take, as it may be about to return, before its process is ended. */
const GRACE: Readonly<Record<Stop, { readonly cpuSeconds: number; readonly wallMs: number }>> = {
  uncounted: { cpuSeconds: 0.25, wallMs: 5000 },
  cpu: { cpuSeconds: 1, wallMs: 10_000 },
  wall: { cpuSeconds: 0.4, wallMs: 400 },
};

/** Processor seconds of this process, the engine's own threads included. */
export function cpuSecondsSoFar(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/**
 * Watches an attempt from the worker's main thread, which is free while the isolate is busy. The isolate's own
 * `cpuTime` is no help: it goes on while the machine does something else.
 */
// oxlint-disable-next-line max-lines-per-function -- one closure over what was seen
export function watchAttempt(options: WatchOptions): Watch {
  const { isolate, allowance, isCounted, onStuck } = options;
  const progress = new SharedArrayBuffer(PROGRESS.length * Int32Array.BYTES_PER_ELEMENT);
  const seen = new Int32Array(progress);
  seen[PROGRESS.position] = SETTING_UP;
  const deadline = performance.now() + allowance.wallMs;
  const startedAt = cpuSecondsSoFar();
  let position = SETTING_UP;
  let caseAt = startedAt;
  let looks = 0;
  let inPolicy = 0;
  let slowest: WatchReport['slowest'];
  let stop: Stop | undefined;
  let stoppedAt = { cpuSeconds: 0, wallMs: 0 };

  const turn = (now: number): void => {
    const seconds = now - caseAt;
    if (position >= 0 && looks > 0 && seconds > (slowest?.seconds ?? 0)) {
      slowest = { position, seconds };
    }
    position = seen[PROGRESS.position] ?? position;
    caseAt = now;
    looks = 0;
    inPolicy = 0;
  };
  const stopNow = (reason: Stop): void => {
    stop = reason;
    stoppedAt = { cpuSeconds: cpuSecondsSoFar(), wallMs: performance.now() };
    isolate.dispose();
  };
  const endIfStuck = (reason: Stop, now: number): void => {
    const { cpuSeconds, wallMs } = GRACE[reason];
    const isOver =
      now - stoppedAt.cpuSeconds > cpuSeconds || performance.now() - stoppedAt.wallMs > wallMs;
    if (isOver) onStuck(reason, report());
  };
  /** The limit that the running case has reached. */
  const reached = (seconds: number): Stop | undefined => {
    const isUncounted = !isCounted && position >= LOADING;
    if (isUncounted && seconds > allowance.uncountedCpuSeconds) return 'uncounted';
    if (seconds > allowance.caseCpuSeconds) return 'cpu';
    return performance.now() > deadline ? 'wall' : undefined;
  };
  const look = (): void => {
    const now = cpuSecondsSoFar();
    if (stop !== undefined) return endIfStuck(stop, now);
    if (isolate.isDisposed) return;
    if (seen[PROGRESS.position] !== position) return turn(now);
    looks += 1;
    inPolicy += seen[PROGRESS.inPolicy] ?? 0;
    const limit = reached(now - caseAt);
    if (limit !== undefined) stopNow(limit);
  };
  const report = (): WatchReport => {
    const now = cpuSecondsSoFar();
    return {
      position: position < 0 ? null : position,
      caseSeconds: now - caseAt,
      done: seen[PROGRESS.done] ?? 0,
      slowest,
      policyShare: isCounted && looks > 0 ? inPolicy / looks : null,
      cpuSeconds: now - startedAt,
    };
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    progress,
    deadline,
    get stop() {
      return stop;
    },
    report,
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
