import {
  call,
  definePort,
  number,
  PolicyFailure,
  record,
  returnsInteger,
  view,
  type Outcome,
  type Policy,
  type View,
} from 'adrs-lab/sim';
import { FREE } from '../../shared/txn/gaps.ts';
import { createLine, type Line } from './line.ts';
import type { Stream } from '../cases/workload.ts';

/** Numbers that describe a waiting transaction: start, growth, length, age, writes, conflicts. */
const COLUMNS = 6;

/** Calls and answers that cross to a policy; `policy.d.ts` says what they mean. */
export const port = definePort<typeof import('../policy.d.ts')>()({
  pick: call(
    [
      view(),
      view(),
      record({ count: number(), makespan: number(), latestStart: number(), toCome: number() }),
    ],
    returnsInteger({ min: 0, max: 1_000_000 }),
  ),
});

/** Lets a policy pick transaction after transaction from the window until none is left. */
export function simulate(stream: Stream, policy: Policy<typeof port>): Outcome {
  const { group, lowerBound, window, transactions } = stream;
  const { makespan } = schedule(stream, policy);
  return {
    value: makespan / lowerBound,
    metrics: { makespan },
    note:
      `${group}: makespan ${makespan} of ${transactions.length} transactions with ${window} waiting, ` +
      `at least ${lowerBound}`,
  };
}

/** The result of a stream: the last time step, and the transactions in the order of picking. */
interface Schedule {
  readonly makespan: number;
  readonly order: readonly number[];
}

/** Runs one stream; every start is computed here. */
export function schedule(stream: Stream, policy: Policy<typeof port>): Schedule {
  const { transactions, window } = stream;
  const line = createLine(stream);
  const writes = transactions.map(
    ({ operations }) => operations.filter(([kind]) => kind === 'w').length,
  );
  const size = Math.min(window, transactions.length);
  const waiting = policy.float64(COLUMNS * size);
  const delays = policy.float64(size * size);
  const present: Waiting[] = [];
  let arrived = 0;
  for (let picked = 0; picked < transactions.length; picked += 1) {
    for (; present.length < window && arrived < transactions.length; arrived += 1) {
      present.push({ transaction: arrived, since: picked, writes: writes[arrived] ?? 0 });
    }
    tell(present, { line, picked, waiting, delays });
    const count = present.length;
    const { makespan, latestStart } = line;
    const toCome = transactions.length - arrived;
    const index = policy.pick(waiting, delays, { count, makespan, latestStart, toCome });
    const [chosen] = present.splice(index, 1);
    if (chosen === undefined) throw new PolicyFailure(`picked ${index} of ${count} waiting`);
    line.append(chosen.transaction);
  }
  return { makespan: line.makespan, order: line.order };
}

interface Waiting {
  readonly transaction: number;
  /** Transactions picked before it came into the window. */
  readonly since: number;
  readonly writes: number;
}

interface Told {
  readonly line: Line;
  readonly picked: number;
  /** Shape [waiting, COLUMNS]. */
  readonly waiting: View;
  /** Shape [waiting, waiting]. */
  readonly delays: View;
}

function tell(present: readonly Waiting[], told: Told): void {
  const { line, picked, waiting } = told;
  for (let row = 0; row < present.length; row += 1) {
    const { transaction = 0, since = 0, writes = 0 } = present[row] ?? {};
    const start = line.startOf(transaction);
    const length = line.lengthOf(transaction);
    const at = COLUMNS * row;
    waiting[at] = start;
    waiting[at + 1] = Math.max(0, start + length - 1 - line.makespan);
    waiting[at + 2] = length;
    waiting[at + 3] = picked - since;
    waiting[at + 4] = writes;
    waiting[at + 5] = tellDelays(present, row, told);
  }
}

/** Answers how many others the one in this row conflicts with. */
function tellDelays(present: readonly Waiting[], row: number, { line, delays }: Told): number {
  const count = present.length;
  const earlier = present[row]?.transaction ?? 0;
  const start = line.startOf(earlier);
  let conflicts = 0;
  for (let other = 0; other < count; other += 1) {
    const later = present[other]?.transaction ?? 0;
    const gap = line.gap(earlier, later);
    const delay = start + gap - line.startOf(later);
    delays[row * count + other] = delay > 0 ? delay : 0;
    if (gap !== FREE) conflicts += 1;
  }
  return conflicts;
}
