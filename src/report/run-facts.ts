import * as z from 'zod';
import type { RunStarted } from '../core/events.ts';
import type { Json } from '../core/json.ts';
import type { ObjectiveFacts } from './split-score.ts';
import type { RunView } from './run-view.ts';

const Objective = z.object({
  metric: z.string(),
  direction: z.enum(['minimize', 'maximize']),
  unit: z.string(),
});

const Budget = z.object({
  budget: z.object({
    evaluations: z.number().nullable().default(null),
    wallSeconds: z.number().nullable().default(null),
  }),
});

/** The objective as the log tells it; null when it does not. */
export function objectiveIn(started: RunStarted): ObjectiveFacts | null {
  const told: unknown = 'objective' in started ? started.objective : undefined;
  return Objective.safeParse(told).data ?? null;
}

/** The budget in a run's configuration; null for what is not limited. */
export function budgetIn(config: Json): RunView['budget'] {
  return Budget.safeParse(config).data?.budget ?? { evaluations: null, wallSeconds: null };
}
