import { describeProblem } from 'adrs/testing';
import { problem as binPacking } from '../../problems/bin-packing/problem.ts';
import { problem as cacheEviction } from '../../problems/cache-eviction/problem.ts';
import { problem as cantBeLate } from '../../problems/cant-be-late/problem.ts';
import { problem as cloudcast } from '../../problems/cloudcast/problem.ts';
import { problem as prismPlacement } from '../../problems/prism-placement/problem.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';

describeProblem(binPacking, {
  cheaters: new URL('../../problems/bin-packing/cheaters/', import.meta.url),
  createSandbox: () => createSandbox({ workers: 1 }),
});

describeProblem(cacheEviction, {
  cheaters: new URL('../../problems/cache-eviction/cheaters/', import.meta.url),
  createSandbox: () => createSandbox({ workers: 1 }),
});

describeProblem(cantBeLate, {
  cheaters: new URL('../../problems/cant-be-late/cheaters/', import.meta.url),
  createSandbox: () => createSandbox({ workers: 1 }),
});

describeProblem(cloudcast, {
  cheaters: new URL('../../problems/cloudcast/cheaters/', import.meta.url),
  createSandbox: () => createSandbox({ workers: 1 }),
});

describeProblem(prismPlacement, {
  cheaters: new URL('../../problems/prism-placement/cheaters/', import.meta.url),
  createSandbox: () => createSandbox({ workers: 1 }),
});
