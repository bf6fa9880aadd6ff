import * as z from 'zod';
import { defineProposer } from '../core/define-kind.ts';
import { createGeneticProposer } from './genetic.ts';
import { createRandomProgramProposer } from './random-program.ts';

/** Genetic programming in a run file. */
export const geneticKind = defineProposer({
  name: 'genetic',
  summary: 'mutations and crossings of syntax trees',
  options: z.object({}),
  create: (_options, { declaration }) => createGeneticProposer({ declaration }),
});

/** Random programs in a run file. */
export const randomProgramKind = defineProposer({
  name: 'random-program',
  summary: 'programs from the signature',
  options: z.object({}),
  create: (_options, { declaration }) => createRandomProgramProposer({ declaration }),
});
