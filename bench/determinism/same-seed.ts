import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { evolve } from '../../src/engine/evolve.ts';
import { startSession } from '../../src/session/session.ts';
import { withStoredRun } from '../../src/session/stored-run.ts';

/** One run of the same seed under other conditions. */
export interface Conditions {
  /** Evaluations at a time. */
  readonly slots: number;
  /** Processes beside it that compute without end. */
  readonly busy: number;
  readonly evaluations: number;
}

/** What a run found. */
export interface Found {
  readonly archiveHash: string | null;
  readonly clockVerdicts: number;
  readonly seconds: number;
}

const file = fileURLToPath(new URL('../../problems/bin-packing/run.yaml', import.meta.url));

/** A run of bin-packing with seed 7, whose program p61 needs seconds: a clock would decide its fate. */
export async function runSameSeed(conditions: Conditions): Promise<Found> {
  const { slots, busy, evaluations } = conditions;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'adrs-same-seed-'));
  const out = path.join(folder, 'run');
  const set = [
    'seed=7',
    'model=none',
    'order=strict',
    `slots.evaluation=${slots}`,
    `budget.evaluations=${evaluations}`,
    'budget.wallSeconds=null',
  ];
  using stack = new DisposableStack();
  stack.use(startBusy(busy));
  const startedAt = performance.now();
  try {
    {
      await using session = await startSession({ file, set, out });
      await evolve(session.plan, new AbortController().signal);
    }
    const seconds = (performance.now() - startedAt) / 1000;
    return await withStoredRun(out, ({ archiveHash, view: { clockVerdicts } }) => {
      return { archiveHash, clockVerdicts, seconds };
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Starts processes that keep the machine busy until they are disposed of. */
export function startBusy(count: number): Disposable & { readonly count: number } {
  const busy = Array.from({ length: count }, () =>
    spawn(process.execPath, ['--eval', 'for (;;);'], { stdio: 'ignore' }),
  );
  return {
    count,
    [Symbol.dispose]() {
      for (const child of busy) child.kill('SIGKILL');
    },
  };
}
