import {
  call,
  definePort,
  number,
  record,
  returnsInteger,
  view,
  type Outcome,
  type Policy,
} from 'adrs-lab/sim';

const SERVERS = 8;
const LOAD = 0.9;

interface Declared {
  chooseScalar(first: number, second: number, size: number): number;
  chooseView(work: Float64Array, size: number): number;
  chooseRecord(job: { first: number; second: number; size: number }): number;
}

/** The same question asked in the three ways in which arguments can cross. */
export const port = definePort<Declared>()({
  chooseScalar: call([number(), number(), number()], returnsInteger({ min: 0, max: 1 })),
  chooseView: call([view(), number()], returnsInteger({ min: 0, max: SERVERS - 1 })),
  chooseRecord: call(
    [record({ first: number(), second: number(), size: number() })],
    returnsInteger({ min: 0, max: 1 }),
  ),
});

/** Number of jobs, and the way in which the policy is asked. */
export interface Dispatch {
  readonly id: string;
  readonly kind: 'scalar' | 'view' | 'record';
  readonly jobs: number;
}

/** Jobs arrive at eight servers; one decision each. The value is the mean wait. */
export function simulate({ kind, jobs }: Dispatch, policy: Policy<typeof port>): Outcome {
  const work = new Float64Array(SERVERS);
  const shown = policy.float64(SERVERS);
  let state = 1;
  let wait = 0;
  const uniform = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return ((state >>> 8) + 0.5) / 2 ** 24;
  };
  const workOf = (server: number): number => work[server] ?? 0;
  for (let job = 0; job < jobs; job += 1) {
    const gap = -Math.log(uniform()) / (SERVERS * LOAD);
    for (let server = 0; server < SERVERS; server += 1) {
      work[server] = Math.max(0, workOf(server) - gap);
    }
    const size = -Math.log(uniform());
    const first = job & 7;
    const second = (job * 5 + 3) & 7;
    let chosen = first;
    if (kind === 'scalar') {
      if (policy.chooseScalar(workOf(first), workOf(second), size) === 1) chosen = second;
    } else if (kind === 'record') {
      const seen = { first: workOf(first), second: workOf(second), size };
      if (policy.chooseRecord(seen) === 1) chosen = second;
    } else {
      for (let server = 0; server < SERVERS; server += 1) shown[server] = workOf(server);
      chosen = policy.chooseView(shown, size);
    }
    wait += workOf(chosen);
    work[chosen] = workOf(chosen) + size;
  }
  return { value: wait / jobs };
}
