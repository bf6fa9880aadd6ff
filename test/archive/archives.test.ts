import { createGridArchive } from '../../src/archive/grid-archive.ts';
import { createParetoArchive } from '../../src/archive/pareto-archive.ts';
import { createTopArchive } from '../../src/archive/top-archive.ts';
import { describeArchive } from '../../src/testing/index.ts';

describeArchive('a grid with quantile bins', () =>
  createGridArchive({
    scales: [
      { type: 'quantile', bins: 6 },
      { type: 'quantile', bins: 4 },
    ],
  }),
);
describeArchive('a grid with fixed bins', () =>
  createGridArchive({
    scales: [
      { type: 'linear', bins: 8, range: [0, 4] },
      { type: 'log', bins: 5, range: [0.1, 10] },
    ],
  }),
);
describeArchive('a grid without features', () => createGridArchive({ scales: [] }), 0);
describeArchive('a top archive', () => createTopArchive({ size: 20 }));
describeArchive('a top archive of one', () => createTopArchive({ size: 1 }));
describeArchive('a Pareto archive', () => createParetoArchive({ size: 10 }));
describeArchive('a Pareto archive of one', () => createParetoArchive({ size: 1 }));
