import { call, definePort, returnsNothing, view } from 'adrs-lab/sim';
import type { Outcome, Policy, View } from 'adrs-lab/sim';
import { scoreOf, type Repair } from './scoring.ts';
import type { TelemetryCase } from '../cases/workload.ts';

/** Numbers of an interface in `links`, `readings` and `answer`. */
const WIDTH = { links: 2, readings: 3, answer: 5 } as const;

/** Calls and answers that cross to a policy; `policy.d.ts` says what they mean. */
export const port = definePort<typeof import('../policy.d.ts')>()({
  repair: call([view<Int32Array>(), view(), view()], returnsNothing()),
});

/** Shows the readings of one snapshot to the policy and scores what it makes of them. */
export function simulate(workload: TelemetryCase, policy: Policy<typeof port>): Outcome {
  const count = workload.router.length;
  const links = policy.int32(WIDTH.links * count);
  const readings = policy.float64(WIDTH.readings * count);
  const answer = policy.float64(WIDTH.answer * count);
  show(workload, links, readings);
  for (let index = 0; index < answer.length; index += 1) answer[index] = Number.NaN;
  policy.repair(links, readings, answer);
  return outcomeOf(workload, copied(answer, count));
}

function show({ router, peer, reading, reportedUp }: TelemetryCase, links: View, to: View): void {
  for (const [index, at] of router.entries()) {
    links[WIDTH.links * index] = at;
    links[WIDTH.links * index + 1] = peer[index] ?? -1;
    to[WIDTH.readings * index] = reading[2 * index] ?? 0;
    to[WIDTH.readings * index + 1] = reading[2 * index + 1] ?? 0;
    to[WIDTH.readings * index + 2] = reportedUp[index] ?? 0;
  }
}

/** Reads every number of the answer once. A view that was detached gives undefined: missing. */
function copied(answer: View, count: number): Repair {
  const rate = new Float64Array(2 * count);
  const confidence = new Float64Array(2 * count);
  const up = new Float64Array(count);
  const at = (index: number): number => answer[index] ?? Number.NaN;
  for (let index = 0; index < count; index += 1) {
    const first = WIDTH.answer * index;
    rate[2 * index] = at(first);
    rate[2 * index + 1] = at(first + 1);
    up[index] = at(first + 2);
    confidence[2 * index] = at(first + 3);
    confidence[2 * index + 1] = at(first + 4);
  }
  return { rate, confidence, up };
}

function outcomeOf(workload: TelemetryCase, repair: Repair): Outcome {
  const { score, worstCounter, ...metrics } = scoreOf(workload, repair);
  const { reading, low, high, peer, faulty } = workload;
  const index = worstCounter >> 1;
  const truth = ((low[worstCounter] ?? 0) + (high[worstCounter] ?? 0)) / 2;
  const hit = faulty.filter((one) => one === 1).length;
  return {
    value: score,
    metrics,
    note:
      `${hit} of ${faulty.length} interfaces faulty (${workload.group}); relative error ` +
      `${metrics.healthyError.toFixed(3)} on healthy ones, ${metrics.recoverableError.toFixed(3)} on ` +
      `faulty ones with a healthy peer, ${metrics.unreadError.toFixed(3)} on the rest; ` +
      `worst: interface ${index} ${worstCounter % 2 === 0 ? 'received' : 'sent'}` +
      `${peer[index] === -1 ? ' (hosts)' : ''}, read ${(reading[worstCounter] ?? 0).toFixed(1)}, ` +
      `answered ${(repair.rate[worstCounter] ?? 0).toFixed(1)}, true about ${truth.toFixed(1)}`,
  };
}
