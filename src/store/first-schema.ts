import { z } from 'zod';
import type { ProgramAdded, RunBudget, RunStarted } from '../core/events.ts';

const limit = z.number().nullable().default(null);

/** The part of a configuration that version 2 states in members of their own. */
const Config = z.object({
  budget: z
    .object({
      evaluations: limit,
      wallSeconds: limit,
      usd: limit,
      tokens: limit,
      calls: limit,
      targetFitness: limit,
      plateau: z.object({ evaluations: z.number() }).optional(),
    })
    .prefault({})
    .transform(({ plateau, ...limits }): RunBudget => {
      return { ...limits, plateauEvaluations: plateau?.evaluations ?? null };
    }),
  advice: z.record(z.string(), z.unknown()).default({}),
});

const Started = z.looseObject({ problem: z.string(), config: z.unknown() });

const PLACE: Pick<ProgramAdded, 'cell' | 'replaces'> = { cell: null, replaces: [] };

/** An event of a log of version 1 with the members of version 2; any other value as it is. */
export function fromFirstSchema(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('type' in value)) return value;
  if (value.type === 'program-added') return 'cell' in value ? value : { ...value, ...PLACE };
  const isStart = value.type === 'run-started' && 'schema' in value && value.schema === 1;
  return isStart ? startedFrom(value) : value;
}

function startedFrom(value: unknown): unknown {
  const { data } = Started.safeParse(value);
  if (data === undefined) return value;
  const { budget, advice } = Config.catch(Config.parse({})).parse(data.config);
  const facts: Partial<RunStarted> = {
    title: data.problem,
    statement: '',
    features: [],
    splits: {},
    references: [],
    budget,
    advisors: Object.keys(advice),
  };
  return { ...data, ...facts };
}
