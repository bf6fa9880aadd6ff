import { z } from 'zod';
import type { ProblemChanged, RunChanges, SettingsChanged } from '../core/events.ts';
import { runBudget } from './run-started-schema.ts';
import type { SchemaShape } from './shape.ts';

const text = z.string();

const settings = z.object({
  changed: z.array(z.object({ key: text, from: z.json(), to: z.json() })),
  config: z.json(),
  budget: runBudget,
} satisfies SchemaShape<SettingsChanged>);

const problem = z.object({
  from: text,
  to: text,
  programs: z.array(text),
} satisfies SchemaShape<ProblemChanged>);

/** What somebody changed when a run was resumed. */
export const runChangesSchema = z.object({
  settings: settings.optional(),
  problem: problem.optional(),
  plugIns: z.record(text, z.object({ from: text, to: text })).optional(),
  testWasSeen: z.literal(true).optional(),
} satisfies SchemaShape<RunChanges>);
