import { call, definePort, number, returnsNumber } from '../../sim/index.ts';
import type { Outcome, Policy } from '../../sim/index.ts';

/** A policy that adds. */
export const port = definePort<{ add(a: number, b: number): number }>()({
  add: call([number(), number()], returnsNumber()),
});

/** Adds the numbers below `count`, one decision each. */
export function simulate(
  { count }: { readonly count: number },
  policy: Policy<typeof port>,
): Outcome {
  let sum = 0;
  for (let index = 0; index < count; index += 1) sum = policy.add(sum, index);
  return { value: sum };
}
