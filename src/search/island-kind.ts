import * as z from 'zod';
import { defineSearch } from '../core/define-kind.ts';
import { createIslandSearch } from './island-search.ts';
import type { ParentChoice } from './parent-choice.ts';

const count = z.int().min(1);

const PARENT_CHOICES: Readonly<Record<'weighted' | 'softmax' | 'rank' | 'uniform', ParentChoice>> =
  {
    weighted: { type: 'weighted' },
    softmax: { type: 'softmax', temperature: 1 },
    rank: { type: 'rank', exponent: 1 },
    uniform: { type: 'uniform' },
  };

const Migration = z
  .strictObject({
    topology: z.enum(['ring', 'star']).default('ring'),
    every: z
      .int()
      .min(0)
      .default(50)
      .describe('programs of one island between two migrations; 0 means never'),
    count: count.default(2).describe('copies of elites that travel at a time'),
  })
  .prefault({});

/** Islands in a run file: `search: { type: islands }`, the default. */
export const islandsKind = defineSearch({
  name: 'islands',
  summary: 'populations that evolve apart and exchange their best',
  archive: 'grid',
  options: z.object({
    islands: count.max(1024).default(4).describe('populations that evolve apart'),
    parents: z
      .enum(['weighted', 'softmax', 'rank', 'uniform'])
      .default('weighted')
      .describe(
        'how a parent is drawn, `weighted` by the sigmoid of standardised fitness, divided by 1 + children',
      ),
    inspirations: z
      .int()
      .min(0)
      .max(100)
      .default(3)
      .describe('other programs shown together with the parent'),
    migration: Migration.describe(
      'copies of elites travel around a `ring` or a `star` after every so many programs; `every: 0` means never',
    ),
    reset: z
      .strictObject({ every: z.int().min(0).default(0) })
      .prefault({})
      .describe('programs between two resets of the worst island; 0 means never'),
  }),
  islands: ({ islands }) => islands,
  create: ({ islands, inspirations, parents, migration, reset }, { seed, createArchive }) =>
    createIslandSearch({
      islands,
      inspirations,
      parentChoice: PARENT_CHOICES[parents],
      createArchive: () => createArchive(),
      migration: migration.every === 0 ? undefined : migration,
      reset: reset.every === 0 ? undefined : reset,
      seed,
    }),
});
