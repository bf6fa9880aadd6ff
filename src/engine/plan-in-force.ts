import { StoreError } from '../core/errors.ts';
import type { RunChanges } from '../core/events.ts';
import type { Means, RunPlan } from './run-plan.ts';

/** The plan of a run as the changes in its log have made it: always read from, never copied. */
export interface PlanInForce {
  readonly plan: RunPlan;
  /** Takes the next change into account. Throws StoreError when the plan does not know it. */
  change(changes: RunChanges): void;
}

/** The plan that a run began with. */
export function createPlanInForce(given: RunPlan): PlanInForce {
  const plan: { -readonly [K in keyof RunPlan]: RunPlan[K] } = { ...given };
  const later: Means[] = [...(given.laterMeans ?? [])];
  return {
    plan,
    change({ settings, problem }) {
      if (settings !== undefined) Object.assign(plan, known(later.shift()));
      if (problem !== undefined) plan.search = known(given.createSearch)();
    },
  };
}

function known<T>(part: T | undefined): T {
  if (part !== undefined) return part;
  throw new StoreError('the log tells of a change that this plan does not know', {
    hint: 'open the run with adrs resume, replay or finish, which read the changes first',
  });
}
