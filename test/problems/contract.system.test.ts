import { describeProblem } from 'adrs/testing';
import { problem as binPacking } from '../../problems/bin-packing/problem.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';

describeProblem(binPacking, {
  cheaters: new URL('../../problems/bin-packing/cheaters/', import.meta.url),
  createSandbox: () => createSandbox({ workers: 1 }),
});
