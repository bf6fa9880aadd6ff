import {
  call,
  data,
  definePort,
  factory,
  number,
  PolicyFailure,
  record,
  returnsInteger,
  view,
  type Outcome,
  type Policy,
  type View,
} from 'adrs-lab/sim';
import type { Task } from '../policy.d.ts';
import { createSchedule, type Schedule } from './schedule.ts';
import { STEPS_AN_EVALUATION, type Batch } from '../cases/workload.ts';

/** Calls and answers that cross to a policy; `policy.d.ts` says what they mean. */
export const port = definePort<typeof import('../policy.d.ts')>()({
  createScheduler: factory([data<Task>()], {
    propose: call(
      [
        view<Int32Array>(),
        record({
          makespan: number(),
          totalEnd: number(),
          evaluationsLeft: number(),
        }),
      ],
      returnsInteger({ min: 0, max: 1_000_000 }),
    ),
  }),
});

/** The best complete order that a policy has had evaluated, and what it took. */
interface Search {
  /** Infinity while there is none. */
  readonly best: number;
  readonly order: readonly number[];
  /** Evaluations used. */
  readonly used: number;
  /** Steps that the policy took for it. */
  readonly steps: number;
}

/** Lets a policy ask for makespans until it stops or has used its evaluations or its steps up. */
export function simulate(workload: Batch, policy: Policy<typeof port>): Outcome {
  const { best, used, steps } = search(workload, policy);
  const { group, transactions, evaluations, lowerBound } = workload;
  const spent = `${used} of ${evaluations} evaluations, ${steps} of ${stepsOf(workload)} steps`;
  if (best === Infinity)
    throw new PolicyFailure(`no complete order was proposed in time: ${spent}`);
  return {
    value: best / lowerBound,
    metrics: { makespan: best, evaluations: used },
    note: `${group}: makespan ${best} of ${transactions.length} transactions, at least ${lowerBound}; ${spent}`,
  };
}

function stepsOf({ evaluations }: Batch): number {
  return STEPS_AN_EVALUATION * evaluations;
}

/** Runs the policy's search; every makespan in it is computed here. */
export function search(workload: Batch, policy: Policy<typeof port>): Search {
  const schedule = createSchedule(workload);
  const order = policy.int32(workload.transactions.length);
  const scheduler = policy.createScheduler(taskOf(workload));
  let best = Infinity;
  let bestOrder: readonly number[] = [];
  let used = 0;
  while (used < workload.evaluations) {
    const { makespan, totalEnd } = schedule;
    const evaluationsLeft = workload.evaluations - used;
    const length = scheduler.propose(order, { makespan, totalEnd, evaluationsLeft });
    // What took too many steps came too late.
    if (length === 0 || policy.steps() > stepsOf(workload)) break;
    arrange(schedule, order, length);
    used += 1;
    if (length < workload.transactions.length || schedule.makespan >= best) continue;
    best = schedule.makespan;
    bestOrder = Array.from({ length }, (_, position) => schedule.at(position));
  }
  return { best, order: bestOrder, used, steps: policy.steps() };
}

/** Not the workload itself: its id is none of the policy's business. */
function taskOf(workload: Batch): Task {
  const { transactions, evaluations } = workload;
  return {
    evaluations,
    steps: stepsOf(workload),
    transactions: transactions.map(({ length, operations }) => ({
      length,
      operations: operations.map(([kind, key, position]) => ({
        isWrite: kind === 'w',
        key,
        position,
      })),
    })),
  };
}

/**
 * Turns a schedule into that of the first `length` transactions of an order, from their first difference
 * on; each number is read once. Throws PolicyFailure unless they exist and differ.
 */
function arrange(schedule: Schedule, order: View, length: number): void {
  const { capacity } = schedule;
  if (length > capacity) {
    throw new PolicyFailure(`${length} transactions were proposed, there are ${capacity}`);
  }
  const common = Math.min(schedule.length, length);
  let same = 0;
  while (same < common && schedule.at(same) === order[same]) same += 1;
  schedule.truncate(same);
  for (let position = same; position < length; position += 1) {
    // A policy that detached the array leaves undefined here.
    const transaction = order[position] ?? -1;
    if (transaction < 0 || transaction >= capacity) {
      throw new PolicyFailure(`order[${position}] is ${transaction}, not in [0, ${capacity})`);
    }
    if (schedule.holds(transaction)) {
      throw new PolicyFailure(`transaction ${transaction} stands twice in the order`);
    }
    schedule.push(transaction);
  }
}
