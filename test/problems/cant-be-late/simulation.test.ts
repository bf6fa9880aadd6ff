import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as greedy from '../../../problems/cant-be-late/policies/baselines/greedy.ts';
import * as onDemand from '../../../problems/cant-be-late/policies/baselines/on-demand.ts';
import * as uniformProgress from '../../../problems/cant-be-late/policies/baselines/uniform-progress.ts';
import { generateCases } from '../../../problems/cant-be-late/cases/generator.ts';
import { readPublishedCases } from '../../../problems/cant-be-late/cases/published.ts';
import type { Workload } from '../../../problems/cant-be-late/cases/workload.ts';
import {
  dataFolder,
  costsOf,
  dice,
  mean,
  readGolden,
  runCase,
  scripted,
  smallJob,
} from './fixtures.ts';

const folder = dataFolder();
const train = generateCases('train', 1);

describe.skipIf(folder === null)('on the published benchmark', async () => {
  // The body of a skipped group runs all the same.
  const cases =
    folder === null
      ? { public: [], hidden: [] }
      : await readPublishedCases(`${folder}cant-be-late`);
  const golden = folder === null ? undefined : await readGolden(folder);

  test('there are 1,080 public and 360 hidden cases with ids of their own', () => {
    expect(cases.public).toHaveLength(1080);
    expect(cases.hidden).toHaveLength(360);
    expect(new Set([...cases.public, ...cases.hidden].map(({ id }) => id)).size).toBe(1440);
    expect(cases.public[0]?.id).toBe('us-west-2a_k80_8/52h/0.02h/w00');
  });

  test('greedy costs what the leaderboard says', () => {
    expect(Math.abs(mean(costsOf(cases.public, greedy)) - 119.03453876543232)).toBeLessThan(1e-9);
  });

  test('Uniform Progress costs what the reference says', () => {
    expect(Math.abs(mean(costsOf(cases.public, uniformProgress)) - 99.23009932098769)).toBeLessThan(
      1e-9,
    );
  });

  test('on demand from the start costs 289 ticks whatever the market does', () => {
    expect(Math.abs(mean(costsOf(cases.public, onDemand)) - (289 * 3.06) / 6)).toBeLessThan(1e-9);
  });

  test.for([
    ['greedy', greedy],
    ['up', uniformProgress],
  ] as const)('every cell of %s agrees with the golden table', ([name, exports]) => {
    for (const [cell, expected] of Object.entries(golden?.cells[name] ?? {})) {
      const [overhead, deadline] = cell.split('/');
      const group = `${deadline}h/${Number(overhead)}h`;
      const inCell = cases.public.filter((workload) => workload.group === group);
      expect(inCell).toHaveLength(180);
      expect(mean(costsOf(inCell, exports))).toBeCloseTo(expected, 4);
    }
    expect(Object.keys(golden?.cells[name] ?? {})).toHaveLength(6);
  });

  test('a folder without the files is a clear error', async () => {
    await expect(readPublishedCases(`${folder}golden`)).rejects.toThrow(
      /cannot read .*spot-traces/,
    );
  });
});

describe('the bill', () => {
  const job = smallJob({
    durationSeconds: 1800,
    restartOverheadSeconds: 60,
    spotRuns: [1, 1, 3],
    ticks: 9,
  });

  test('on demand pays whole ticks, the restart overhead among them', () => {
    const { value, metrics } = runCase(job, onDemand);
    expect(value).toBeCloseTo((4 * 3) / 6, 12);
    expect(metrics).toMatchObject({ launches: 1, preemptions: 0, finishHours: 4 / 6 });
  });

  test('a preempted machine keeps its work and its restart costs the overhead again', () => {
    // Spot 540 s, taken away, idle, spot 540 s, 600 s and 600 s, taken away, on demand 120 of 540 s.
    const longer = { ...job, durationSeconds: 2400 };
    const { value, metrics } = runCase(
      longer,
      scripted(['SPOT', 'NONE', 'SPOT', 'SPOT', 'SPOT', 'OD']),
    );
    expect(value).toBeCloseTo((4 * 1) / 6 + (1 * 3) / 6, 12);
    expect(metrics).toMatchObject({ launches: 3, preemptions: 2, finishHours: 1 });
  });

  test('asking for a spot machine that is not there is waiting', () => {
    const none = smallJob({ ...job, spotRuns: [0], ticks: 9 });
    expect(runCase(none, scripted(['SPOT'])).value).toBe(runCase(none, scripted(['NONE'])).value);
  });

  test('changing the type of a running machine costs the overhead', () => {
    const long = smallJob({ ...job, spotRuns: [9], ticks: 9 });
    expect(runCase(long, scripted(['SPOT', 'OD'])).metrics).toMatchObject({ launches: 4 });
  });

  test('a policy that never runs is saved by the safety net just in time', () => {
    const { metrics } = runCase(job, scripted(['NONE']));
    expect(metrics).toMatchObject({ finishHours: 1.5, idleHours: 5 / 6, guaranteeOverrides: 4 });
  });

  test('the safety net keeps a spot machine and moves on demand when it is taken away', () => {
    const tight = smallJob({
      durationSeconds: 1800,
      restartOverheadSeconds: 360,
      spotRuns: [2],
      ticks: 5,
    });
    expect(
      runCase(tight, scripted(['SPOT', 'NONE', 'NONE', 'NONE', 'NONE'])).metrics,
    ).toMatchObject({
      spotHours: 2 / 6,
      onDemandHours: 3 / 6,
      finishHours: 5 / 6,
      guaranteeOverrides: 4,
    });
  });
});

const anyJob = fc
  .record({
    durationSeconds: fc.integer({ min: 1, max: 20_000 }),
    restartOverheadSeconds: fc.integer({ min: 0, max: 600 }),
    slackTicks: fc.integer({ min: 0, max: 30 }),
    spotRuns: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 20 }),
  })
  .map(({ slackTicks, ...job }) => {
    const least = Math.ceil((job.durationSeconds + job.restartOverheadSeconds) / 600);
    return smallJob({ ...job, ticks: least + slackTicks });
  });

test('whatever a policy answers, the deadline is met', () => {
  fc.assert(
    fc.property(anyJob, fc.integer(), (workload, seed) => {
      const { finishHours = Infinity } = runCase(workload, dice(seed)).metrics ?? {};
      expect(finishHours * 3600).toBeLessThanOrEqual(workload.deadlineSeconds + 1e-6);
    }),
    { numRuns: 300 },
  );
});

test('a job whose work cannot fit before the deadline is an error of the problem', () => {
  const workload = smallJob({
    durationSeconds: 6000,
    restartOverheadSeconds: 60,
    spotRuns: [0],
    ticks: 9,
  });
  expect(() => runCase(workload, onDemand)).toThrow(/does not fit/);
});

describe('metamorphic laws', () => {
  const policies = [greedy, uniformProgress, dice(3)];
  const costs = (cases: readonly Workload[]): number[] =>
    policies.flatMap((exports) => costsOf(cases, exports));

  test('what the market does after the deadline changes nothing', () => {
    const longer = train.map((workload) => {
      const ticks = workload.deadlineSeconds / 600;
      const total = workload.spotRuns.reduce((sum, run) => sum + run, 0);
      expect(total).toBeGreaterThan(ticks);
      return { ...workload, spotRuns: [...workload.spotRuns, 17, 3, 90] };
    });
    expect(costs(longer)).toEqual(costs(train));
  });

  test('costs scale with the prices', () => {
    const expensive = train.map((workload) => ({
      ...workload,
      onDemandUsdPerHour: 8 * workload.onDemandUsdPerHour,
      spotUsdPerHour: 8 * workload.spotUsdPerHour,
    }));
    const before = costs(train);
    for (const [index, cost] of costs(expensive).entries()) {
      expect(cost).toBeCloseTo(8 * (before[index] ?? NaN), 9);
    }
  });

  test('the names of a case and its group change nothing', () => {
    expect(costs(train.map((workload) => ({ ...workload, id: 'x', group: 'y' })))).toEqual(
      costs(train),
    );
  });

  test('moving the start of time moves the run and not its cost', () => {
    const delay = 7;
    const later = train.map((workload) => ({
      ...workload,
      deadlineSeconds: workload.deadlineSeconds + delay * workload.gapSeconds,
      spotRuns: [0, delay, ...workload.spotRuns],
    }));
    const waiting = { createPolicy: (task: GreedyTask) => delayed(task, delay * 600) };
    expect(costsOf(later, waiting)).toEqual(costsOf(train, greedy));
  });
});

type GreedyTask = Parameters<typeof greedy.createPolicy>[0];
type GreedyPolicy = ReturnType<typeof greedy.createPolicy>;

/** Greedy on a clock that starts `seconds` late. */
function delayed(task: GreedyTask, seconds: number): GreedyPolicy {
  const inner = greedy.createPolicy({
    ...task,
    deadlineSeconds: task.deadlineSeconds - seconds,
  });
  return {
    step: (now) =>
      now.elapsedSeconds < seconds
        ? 'NONE'
        : inner.step({ ...now, elapsedSeconds: now.elapsedSeconds - seconds }),
  };
}

test('the same policy on the same case gives the same outcome', () => {
  for (const workload of train.slice(0, 6)) {
    expect(runCase(workload, dice(5))).toEqual(runCase(workload, dice(5)));
  }
});

test('a policy sees the task and the moment, and nothing else', () => {
  const seen: unknown[] = [];
  const spy = {
    createPolicy: (task: unknown) => {
      seen.push(task);
      return { step: (now: unknown) => (seen.length < 2 && seen.push(now), 'OD') };
    },
  };
  costsOf(train.slice(0, 1), spy);
  expect(seen).toEqual([
    {
      durationSeconds: 172_800,
      deadlineSeconds: 187_200,
      restartOverheadSeconds: 72,
      gapSeconds: 600,
      onDemandUsdPerHour: 3.06,
      spotUsdPerHour: 0.9731,
    },
    {
      elapsedSeconds: 0,
      doneSeconds: 0,
      current: 'NONE',
      hasSpot: expect.any(Boolean),
      pendingOverheadSeconds: 0,
    },
  ]);
});
