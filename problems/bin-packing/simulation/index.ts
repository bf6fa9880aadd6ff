import { call, definePort, number, PolicyFailure, returnsNothing, view } from 'adrs-lab/sim';
import type { Outcome, Policy, View } from 'adrs-lab/sim';
import { createBins } from './bins.ts';
import { excessPercent, volumeBound, type PackingCase } from '../cases/workload.ts';

/** Calls and answers that cross to a policy; `policy.d.ts` says what they mean. */
export const port = definePort<typeof import('../policy.d.ts')>()({
  priority: call([number(), view(), view(), number()], returnsNothing()),
});

/** Where every item went. */
export interface Packing {
  /** Number of the bin of each item, in order of arrival. */
  readonly binOf: Int32Array;
  /** Free space by bin, bins that were skipped included. */
  readonly free: Int32Array;
  /** Bins that hold an item. */
  readonly used: number;
  /** Bins that were offered, summed over the items. */
  readonly offers: number;
}

/** Packs the items of a case by the policy's priorities and counts the bins. */
export function simulate(workload: PackingCase, policy: Policy<typeof port>): Outcome {
  const { free, used, offers } = pack(workload, policy);
  const { items, capacity, group } = workload;
  const loose = free.filter((space) => space > capacity / 2 && space < capacity).length;
  return {
    value: excessPercent(workload, used),
    metrics: { bins: used, offersPerItem: offers / items.length },
    note:
      `${used} bins for ${items.length} ${group} items, whose volume alone needs ` +
      `${volumeBound(workload)}; ${loose} bins stayed less than half full`,
  };
}

/** Puts each item, as it arrives, into the feasible bin of highest priority, the first of equals. */
export function pack(
  workload: Pick<PackingCase, 'items' | 'capacity'>,
  policy: Policy<typeof port>,
): Packing {
  const { items } = workload;
  const bins = createBins(workload);
  const binOf = new Int32Array(items.length);
  let offers = 0;
  let room = 64;
  let remaining = policy.float64(room);
  let scores = policy.float64(room);
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index] ?? 0;
    const count = bins.offer(item);
    if (count > room) {
      room = 2 * count;
      remaining = policy.float64(room);
      scores = policy.float64(room);
    }
    // All of it at every call: nothing that the policy wrote may last.
    for (let position = 0; position < count; position += 1) {
      remaining[position] = bins.space(position);
      scores[position] = Number.NaN;
    }
    policy.priority(item, remaining, scores, count);
    binOf[index] = bins.place(item, argmax(scores, count));
    offers += count;
  }
  return { binOf, free: bins.free(), used: bins.used, offers };
}

/** Position of the highest score, the first of equals. Throws PolicyFailure unless all are finite. */
function argmax(scores: View, count: number): number {
  let best = 0;
  let highest = -Infinity;
  for (let position = 0; position < count; position += 1) {
    // A policy that detached the array leaves undefined here.
    const score = scores[position] ?? Number.NaN;
    if (score - score !== 0) {
      throw new PolicyFailure(`score ${position} of ${count} is ${score}, not a finite number`);
    }
    if (score > highest) {
      highest = score;
      best = position;
    }
  }
  return best;
}
