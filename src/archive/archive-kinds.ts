import * as z from 'zod';
import { defineArchive } from '../core/define-kind.ts';
import { createGridArchive } from './grid-archive.ts';
import { createParetoArchive } from './pareto-archive.ts';
import { createTopArchive } from './top-archive.ts';

const size = z.int().min(1).default(64).describe('programs kept, at most');

/** A grid in a run file. */
export const gridKind = defineArchive({
  name: 'grid',
  summary: "the best of each cell of a grid over the problem's features (MAP-Elites)",
  options: z.object({}),
  create: (_options, { scales }) => createGridArchive({ scales }),
});

/** A Pareto front in a run file. */
export const paretoKind = defineArchive({
  name: 'pareto',
  summary: 'what is best on some case',
  options: z.object({ size }),
  create: (options) => createParetoArchive(options),
});

/** The best programs in a run file. */
export const topArchiveKind = defineArchive({
  name: 'top',
  summary: 'the best programs, whatever they look like',
  options: z.object({ size }),
  create: (options) => createTopArchive(options),
});
