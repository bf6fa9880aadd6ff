import {
  call,
  definePort,
  factory,
  number,
  record,
  returnsNumber,
  type Outcome,
  type Policy,
} from 'adrs/sim';
import { MACHINE, type IdleCase } from '../cases/workload.ts';

/** Calls and answers that cross to a policy; `policy.d.ts` says what they mean. */
export const port = definePort<typeof import('../policy.d.ts')>()({
  createPolicy: factory([record({ idleWatts: number(), wakeJoules: number() })], {
    timeout: call([number(), number()], returnsNumber({ min: 0 })),
  }),
});

/** One machine, period by period. */
export function simulate({ periods }: IdleCase, policy: Policy<typeof port>): Outcome {
  const sleeper = policy.createPolicy(MACHINE);
  let joules = 0;
  let wakeUps = 0;
  let last = 0;
  let mean = 0;
  for (const [index, seconds] of periods.entries()) {
    const timeout = sleeper.timeout(last, mean);
    const sleeps = timeout < seconds;
    joules += Math.min(timeout, seconds) * MACHINE.idleWatts + (sleeps ? MACHINE.wakeJoules : 0);
    if (sleeps) wakeUps += 1;
    last = seconds;
    mean += (seconds - mean) / (index + 1);
  }
  const count = periods.length;
  return {
    value: joules / count,
    metrics: { wakeUps: wakeUps / count },
    note: `slept in ${wakeUps} of ${count} periods, ${mean.toFixed(1)} s long on average`,
  };
}
