import * as z from 'zod';
import { defineProposer } from '../core/define-kind.ts';
import { createTuneProposer } from './tune.ts';

/** The tuning of constants in a run file. */
export const tuneKind = defineProposer({
  name: 'tune',
  summary: 'better constants, by trials',
  options: z.object({
    evaluations: z.int().min(1).default(24).describe('what one tuning may spend'),
  }),
  create: ({ evaluations }) => createTuneProposer({ maxEvaluations: evaluations }),
});
