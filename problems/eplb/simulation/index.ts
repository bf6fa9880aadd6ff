import {
  boolean,
  call,
  definePort,
  factory,
  number,
  record,
  returnsNothing,
  view,
  type Outcome,
  type Policy,
} from 'adrs-lab/sim';
import { balanceOf } from './balance.ts';
import { deepseekMap } from './deepseek.ts';
import { describeFullest } from './fullest.ts';
import { checkMap, fetchedExperts } from './maps.ts';
import type { ExpertCase } from '../cases/workload.ts';

/** Calls and answers that cross to a policy; `policy.d.ts` says what they mean. */
export const port = definePort<typeof import('../policy.d.ts')>()({
  createBalancer: factory(
    [
      record({
        layers: number(),
        experts: number(),
        slots: number(),
        gpus: number(),
        nodes: number(),
        groups: number(),
        isHierarchical: boolean(),
      }),
    ],
    { rebalance: call([view(), view<Int32Array>(), view<Int32Array>()], returnsNothing()) },
  ),
});

/** Windows before the first that is timed: by then the engine has compiled both algorithms. */
const UNTIMED_WINDOWS = 2;

/**
 * Serves every window but the first with the map made from the window before it. A map is copied out of
 * the policy's reach and checked before anything is computed from it.
 */
export function simulate(workload: ExpertCase, policy: Policy<typeof port>): Outcome {
  const { shape, windows, isTimed } = workload;
  const experts = shape.layers * shape.experts;
  const slots = shape.layers * shape.slots;
  const balancer = policy.createBalancer(shape);
  const load = policy.float64(experts);
  const previous = policy.int32(slots);
  const answer = policy.int32(slots);
  let before = new Int32Array(slots).fill(-1);
  let map = new Int32Array(slots);
  const run = startOf();
  for (let window = 0; window + 1 < windows.length; window += 1) {
    const seen = windows[window] ?? [];
    // The length of a view is the policy's to say: it is never asked for.
    for (let at = 0; at < experts; at += 1) load[at] = seen[at] ?? 0;
    for (let at = 0; at < slots; at += 1) {
      previous[at] = before[at] ?? -1;
      answer[at] = -1;
    }
    const ask = (): void => balancer.rebalance(load, previous, answer);
    if (isTimed) run.ratios.push(timeRatio(policy, ask, () => deepseekMap(seen, shape)));
    else ask();
    for (let at = 0; at < slots; at += 1) map[at] = answer[at] ?? -1;
    checkMap(map, shape);
    score(run, workload, { window, map, before });
    [before, map] = [map, before];
  }
  return outcomeOf(run, workload);
}

/** Sums over the windows served so far. */
interface Run {
  gpu: number;
  slot: number;
  fetched: number;
  /** The window that was served worst, and a description of its fullest GPU. */
  lowest: number;
  note: string;
  readonly ratios: number[];
}

function startOf(): Run {
  return { gpu: 0, slot: 0, fetched: 0, lowest: Infinity, note: '', ratios: [] };
}

/** A map, and the one before it, made from this window. */
interface Served {
  readonly window: number;
  readonly map: Int32Array;
  readonly before: Int32Array;
}

function score(run: Run, { shape, windows }: ExpertCase, { window, map, before }: Served): void {
  const next = windows[window + 1] ?? [];
  const service = { load: next, map, shape };
  const { gpu, slot } = balanceOf(service);
  run.gpu += gpu;
  run.slot += slot;
  if (window > 0) run.fetched += fetchedExperts(map, before, shape);
  if (gpu >= run.lowest) return;
  run.lowest = gpu;
  run.note =
    `worst in window ${window + 1}: ${gpu.toFixed(3)}; ` +
    describeFullest(service, windows[window] ?? []);
}

function outcomeOf(run: Run, { shape, windows }: ExpertCase): Outcome {
  const served = windows.length - 1;
  const gpuBalance = run.gpu / served;
  const slotBalance = run.slot / served;
  // The first map has nothing before it that could be moved.
  const moves = Math.max(1, served - 1);
  const fetchedShare = run.fetched / (moves * shape.layers * shape.slots);
  const timed = run.ratios.slice(UNTIMED_WINDOWS);
  return {
    value: gpuBalance,
    metrics: {
      slotBalance,
      fetchedShare,
      ...(timed.length > 0 ? { timeRatio: medianOf(timed) } : {}),
    },
    note:
      `balance of GPUs ${gpuBalance.toFixed(3)}, of slots ${slotBalance.toFixed(3)}; ` +
      `${(100 * fetchedShare).toFixed(0)} % of the slots change their expert; ${run.note}`,
  };
}

/** Processor time of a call of the policy over that of the reference, one right after the other. */
function timeRatio(policy: Policy<typeof port>, ask: () => void, reference: () => void): number {
  const start = policy.cpuSeconds();
  policy.timed(ask);
  const middle = policy.cpuSeconds();
  policy.timed(reference);
  const end = policy.cpuSeconds();
  return (middle - start) / Math.max(end - middle, Number.EPSILON);
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(half)] ?? 0) + (sorted[Math.ceil(half)] ?? 0)) / 2;
}
