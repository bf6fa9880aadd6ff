import * as z from 'zod';
import { defineSearch } from '../core/define-kind.ts';
import { createBeamSearch, createBestOfNSearch, createTopSearch } from './pool-search.ts';
import { createRandomSearch } from './random-search.ts';

const INSPIRATIONS = 3;
/** Parents among which a random search draws, at most. */
const RESERVOIR = 1_024;
const count = z.int().min(1);

/** The greedy search in a run file. */
export const topSearchKind = defineSearch({
  name: 'top',
  summary: 'greedy: always changes the best program',
  options: z.object({}),
  create: (_options, { createArchive }) =>
    createTopSearch({ createArchive: () => createArchive('top'), inspirations: INSPIRATIONS }),
});

/** The best of n in a run file. */
export const bestOfNKind = defineSearch({
  name: 'best-of-n',
  summary: 'changes one program `n` times, then goes on from the best',
  options: z.object({ n: count.default(5).describe('children of one parent') }),
  create: ({ n }, { createArchive }) =>
    createBestOfNSearch({
      n,
      createArchive: () => createArchive('top'),
      inspirations: INSPIRATIONS,
    }),
});

/** Independent samples in a run file. */
export const randomKind = defineSearch({
  name: 'random',
  summary: 'independent samples: changes programs of the start, drawn without regard to fitness',
  options: z.object({}),
  create: (_options, { createArchive, seed }) =>
    createRandomSearch({
      createArchive: () => createArchive('top'),
      parents: 'founders',
      reservoir: RESERVOIR,
      seed,
    }),
});

/** A beam in a run file. */
export const beamKind = defineSearch({
  name: 'beam',
  summary: 'changes the best `width` programs in turn',
  options: z.object({ width: count.default(5).describe('programs kept') }),
  create: ({ width }, { createArchive }) =>
    createBeamSearch({
      createArchive: () => createArchive({ type: 'top', size: width }),
      inspirations: INSPIRATIONS,
    }),
});
