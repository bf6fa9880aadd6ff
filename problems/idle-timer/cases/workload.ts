import { createRng } from 'adrs/sim';
import type { Machine } from '../policy.d.ts';

/** Idle periods of one machine, in order. */
export interface IdleCase {
  readonly id: string;
  /** Mean length of the short and of the long spells. */
  readonly group: string;
  /** Seconds, above 0. */
  readonly periods: readonly number[];
}

/** The machine of every case. */
export const MACHINE: Machine = { idleWatts: 1, wakeJoules: 20 };

const PERIODS = 400;
/** Mean seconds of a period in the short and in the long spells. */
const SPELLS = [
  [2, 60],
  [5, 200],
  [10, 30],
  [1, 1000],
] as const;

/** Cases of a split; equal names give equal cases. */
export function generateCases(split: string, count: number): readonly IdleCase[] {
  const rng = createRng('idle-timer').fork(split);
  return Array.from({ length: count }, (_, index) => {
    const stream = rng.fork(index);
    const [short, long] = SPELLS[index % SPELLS.length] ?? SPELLS[0];
    let mean: number = short;
    const periods = Array.from({ length: PERIODS }, () => {
      if (stream.next() < 0.1) mean = mean === short ? long : short;
      return mean * stream.exponential() + 0.001;
    });
    return { id: `${split}-${index}`, group: `${short}-${long}`, periods };
  });
}

/** Mean energy if each period's length is known before it starts: no policy needs less. */
export function clairvoyantJoules({ periods }: IdleCase): number {
  return meanOf(
    periods.map((seconds) => Math.min(seconds * MACHINE.idleWatts, MACHINE.wakeJoules)),
  );
}

/** Mean energy if the machine always falls asleep just before the end of a period: no policy needs more. */
export function worstJoules({ periods }: IdleCase): number {
  return meanOf(periods.map((seconds) => seconds * MACHINE.idleWatts + MACHINE.wakeJoules));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
