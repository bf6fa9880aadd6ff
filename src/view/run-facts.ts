import * as z from 'zod';
import type { Json } from '../core/json.ts';
import type { RunView } from './run-view.ts';

const Budget = z.object({
  budget: z.object({
    evaluations: z.number().nullable().default(null),
    wallSeconds: z.number().nullable().default(null),
    usd: z.number().nullable().default(null),
    tokens: z.number().nullable().default(null),
    calls: z.number().nullable().default(null),
  }),
});

const Advised = z.object({ advice: z.record(z.string(), z.unknown()) });

/** Names of the advisors in a run's configuration. */
export function advisorsIn(config: Json): readonly string[] {
  return Object.keys(Advised.safeParse(config).data?.advice ?? {});
}

const UNLIMITED: RunView['budget'] = {
  evaluations: null,
  wallSeconds: null,
  usd: null,
  tokens: null,
  calls: null,
};

/** The budget in a run's configuration; null for what is not limited. */
export function budgetIn(config: Json): RunView['budget'] {
  return Budget.safeParse(config).data?.budget ?? UNLIMITED;
}
