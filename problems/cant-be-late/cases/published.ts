import { ConfigError } from 'adrs-lab';
import { z } from 'zod';
import { cut, lengthOf, readTraces, type Trace } from '../../shared/spot/traces.ts';
import { PUBLISHED_CELLS, PUBLISHED_JOB, workloadOf, type Workload } from './workload.ts';

const windowsSchema = z.object({
  gapSeconds: z.literal(PUBLISHED_JOB.gapSeconds),
  ticks: z.int().positive(),
  singleRegion: z.object({
    envs: z.array(z.string()).min(1),
    starts: z.array(z.int().nonnegative()).min(1),
  }),
});

type Windows = z.infer<typeof windowsSchema>;

/** Windows of the hidden cases for each environment; they overlap. */
const HIDDEN_WINDOWS = 10;

/**
 * Reads the original traces (`spot-traces-rle.json`) and the benchmark's windows (`windows.json`).
 *
 * `public` are the 1,080 runs of the published benchmark; `hidden` are 360 runs in the later part of
 * the same traces, which the benchmark never shows. Throws ConfigError when a file is missing or odd.
 */
export async function readPublishedCases(
  folder: string,
): Promise<{ readonly public: readonly Workload[]; readonly hidden: readonly Workload[] }> {
  const { traces, windows } = await readTraces(folder, windowsSchema);
  const places = windows.singleRegion.envs.map((environment) => {
    const name = Object.keys(traces).find((key) => key.endsWith(`/${environment}`));
    const trace = name === undefined ? undefined : traces[name];
    if (trace !== undefined) return { environment, trace };
    throw new ConfigError(`${folder}: there is no trace of ${environment}`);
  });
  const { starts } = windows.singleRegion;
  return {
    public: places.flatMap((place) =>
      casesOf(place, { starts, ticks: windows.ticks, prefix: 'w' }),
    ),
    hidden: places.flatMap((place) => casesOf(place, hiddenWindows(windows, place.trace))),
  };
}

interface WindowSet {
  readonly starts: readonly number[];
  readonly ticks: number;
  readonly prefix: string;
}

/** Spread evenly from the first tick the benchmark never shows to the end of the trace. */
function hiddenWindows({ ticks, singleRegion }: Windows, trace: Trace): WindowSet {
  const first = Math.max(...singleRegion.starts) + ticks;
  const last = lengthOf(trace) - ticks;
  const step = (last - first) / (HIDDEN_WINDOWS - 1);
  const starts = Array.from({ length: HIDDEN_WINDOWS }, (_, index) =>
    Math.round(first + index * step),
  );
  return { starts, ticks, prefix: 'h' };
}

/** Cases by deadline, overhead and window, in this order. */
function casesOf(
  { environment, trace }: { readonly environment: string; readonly trace: Trace },
  { starts, ticks, prefix }: WindowSet,
): readonly Workload[] {
  return PUBLISHED_CELLS.flatMap((cell) =>
    starts.map((start, index) =>
      workloadOf(cell, {
        environment,
        name: `${prefix}${String(index).padStart(2, '0')}`,
        spotRuns: cut(trace, start, start + ticks),
      }),
    ),
  );
}
