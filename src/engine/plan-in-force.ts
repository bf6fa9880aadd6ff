import { StoreError } from '../core/errors.ts';
import type { RunChanges } from '../core/events.ts';
import type { Means, RunPlan } from './run-plan.ts';

/** Those who write programs. */
export interface Authors {
  /** Those among which `choice` chooses: seeds and programs of the initial proposer reward nobody. */
  readonly chosen: ReadonlySet<string>;
  /** The model of each that asks one, by name. */
  readonly models: ReadonlyMap<string, string>;
}

function authorsOf({ proposers, initialProposer }: RunPlan): Authors {
  const models = [...proposers, initialProposer].flatMap(({ name, model }) =>
    model === undefined ? [] : [[name, model] as const],
  );
  return { chosen: new Set(proposers.map(({ name }) => name)), models: new Map(models) };
}

/** The plan of a run as the changes in its log have made it: always read from, never copied. */
export interface PlanInForce {
  readonly plan: RunPlan;
  /** Those who write programs now. */
  readonly authors: () => Authors;
  /** Takes the next change into account. Throws StoreError when the plan does not know it. */
  readonly change: (changes: RunChanges) => void;
}

/** The plan that a run began with. */
export function createPlanInForce(given: RunPlan): PlanInForce {
  const plan: { -readonly [K in keyof RunPlan]: RunPlan[K] } = { ...given };
  let authors = authorsOf(plan);
  const later: Means[] = [...(given.laterMeans ?? [])];
  return {
    plan,
    authors: () => authors,
    change({ settings, problem }) {
      if (settings !== undefined) Object.assign(plan, known(later.shift()));
      authors = authorsOf(plan);
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
