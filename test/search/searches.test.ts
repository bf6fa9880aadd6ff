import { createGridArchive } from '../../src/archive/grid-archive.ts';
import { createParetoArchive } from '../../src/archive/pareto-archive.ts';
import { createTopArchive } from '../../src/archive/top-archive.ts';
import type { Archive } from '../../src/core/search.ts';
import { createIslandSearch, type IslandSearchOptions } from '../../src/search/island-search.ts';
import {
  createBeamSearch,
  createBestOfNSearch,
  createTopSearch,
} from '../../src/search/pool-search.ts';
import { createRandomSearch } from '../../src/search/random-search.ts';
import { describeSearch } from '../../src/testing/index.ts';

const grid = (): Archive =>
  createGridArchive({
    scales: [
      { type: 'quantile', bins: 6 },
      { type: 'quantile', bins: 5 },
    ],
  });
const top = (): Archive => createTopArchive({ size: 12 });
const plain: IslandSearchOptions = {
  islands: 4,
  createArchive: grid,
  parentChoice: { type: 'weighted' },
  inspirations: 4,
  migration: { topology: 'ring', every: 20, count: 2 },
  reset: { every: 70 },
  seed: 1,
};

describeSearch('islands with grids', () => createIslandSearch(plain));
describeSearch('islands around a star, softmax', () =>
  createIslandSearch({
    ...plain,
    parentChoice: { type: 'softmax', temperature: 0.7 },
    migration: { topology: 'star', every: 11, count: 1 },
  }),
);
describeSearch('islands of Pareto fronts, rank', () =>
  createIslandSearch({
    ...plain,
    createArchive: () => createParetoArchive({ size: 10 }),
    parentChoice: { type: 'rank', exponent: 1 },
  }),
);
describeSearch('a single island, uniform', () =>
  createIslandSearch({ ...plain, islands: 1, parentChoice: { type: 'uniform' } }),
);
describeSearch('a top search', () => createTopSearch({ createArchive: top, inspirations: 4 }));
describeSearch('a best-of-n search', () =>
  createBestOfNSearch({ n: 5, createArchive: top, inspirations: 4 }),
);
describeSearch('a beam search', () => createBeamSearch({ createArchive: top, inspirations: 4 }));
describeSearch('independent sampling', () =>
  createRandomSearch({ createArchive: top, parents: 'founders', reservoir: 8, seed: 1 }),
);
describeSearch('a random search among all', () =>
  createRandomSearch({ createArchive: top, parents: 'all', reservoir: 8, seed: 1 }),
);
