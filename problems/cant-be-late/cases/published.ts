import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError } from 'adrs';
import { z } from 'zod';
import { PUBLISHED_CELLS, PUBLISHED_JOB, workloadOf, type Workload } from './workload.ts';

const tracesSchema = z.object({
  traces: z.record(
    z.string(),
    z.object({
      gapSeconds: z.number().positive(),
      first: z.literal([0, 1]),
      runs: z.array(z.int().positive()),
    }),
  ),
});

const windowsSchema = z.object({
  gapSeconds: z.literal(PUBLISHED_JOB.gapSeconds),
  ticks: z.int().positive(),
  singleRegion: z.object({
    envs: z.array(z.string()).min(1),
    starts: z.array(z.int().nonnegative()).min(1),
  }),
});

type Trace = z.infer<typeof tracesSchema>['traces'][string];
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
  const { traces } = await readJson(path.join(folder, 'spot-traces-rle.json'), tracesSchema);
  const windows = await readJson(path.join(folder, 'windows.json'), windowsSchema);
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

async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const hint = 'Give the folder with spot-traces-rle.json and windows.json.';
    throw new ConfigError(`cannot read ${file}`, { cause, hint });
  });
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new ConfigError(`${file} is not what it should be`, {
      cause,
      hint: cause instanceof z.ZodError ? z.prettifyError(cause) : 'It must be JSON.',
    });
  }
}

interface WindowSet {
  readonly starts: readonly number[];
  readonly ticks: number;
  readonly prefix: string;
}

/** Spread evenly from the first tick the benchmark never shows to the end of the trace. */
function hiddenWindows({ ticks, singleRegion }: Windows, { runs }: Trace): WindowSet {
  const first = Math.max(...singleRegion.starts) + ticks;
  const last = runs.reduce((sum, run) => sum + run, 0) - ticks;
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

/** Run lengths of ticks `[start, end)`, the first with a machine. */
function cut({ first, runs }: Trace, start: number, end: number): readonly number[] {
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
