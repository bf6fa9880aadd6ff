import { z } from 'zod';
import { readJson } from '../data/read-data.ts';

const fileSchema = z.object({
  traces: z.record(
    z.string(),
    z.object({
      gapSeconds: z.number().positive(),
      first: z.literal([0, 1]),
      runs: z.array(z.int().positive()),
    }),
  ),
});

/** When a market had a spot machine: alternating lengths in ticks; `first` is 1 where it begins with a machine. */
export type Trace = z.infer<typeof fileSchema>['traces'][string];

/**
 * The original traces by name, from `spot-traces-rle.json`, and the benchmark's windows, from `windows.json`. Throws
 * ConfigError when a file is missing or odd.
 */
export async function readTraces<T>(
  folder: string,
  windowsSchema: z.ZodType<T>,
): Promise<{ readonly traces: Readonly<Record<string, Trace>>; readonly windows: T }> {
  const { traces } = await readJson(folder, 'spot-traces-rle.json', fileSchema);
  const windows = await readJson(folder, 'windows.json', windowsSchema);
  return { traces, windows };
}

/** Ticks of a trace. */
export function lengthOf({ runs }: Trace): number {
  return runs.reduce((sum, run) => sum + run, 0);
}

/** Run lengths of ticks `[start, end)`, the first with a machine. */
export function cut({ first, runs }: Trace, start: number, end: number): readonly number[] {
  const window: number[] = [];
  let tick = 0;
  for (const [index, run] of runs.entries()) {
    const seen = Math.min(tick + run, end) - Math.max(tick, start);
    tick += run;
    if (seen <= 0) continue;
    const isUp = (index % 2 === 0) === (first === 1);
    if (window.length === 0 && !isUp) window.push(0);
    window.push(seen);
  }
  return window;
}
