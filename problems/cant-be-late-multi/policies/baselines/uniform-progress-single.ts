import type { Policy, Task } from '../../policy.d.ts';
import { createPolicy as createOverZones } from './uniform-progress.ts';

/** Uniform Progress (Wu et al., NSDI 2024) as if the first zone were the only one. */
export function createPolicy(task: Task): Policy {
  const policy = createOverZones(task);
  return {
    step: (now, hasSpot, usdPerHour) => policy.step(now, hasSpot.slice(0, 1), usdPerHour),
  };
}
