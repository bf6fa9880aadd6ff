import { describeProblem } from 'adrs/testing';
import { problem as binPacking } from '../../problems/bin-packing/problem.ts';
import { problem as cantBeLate } from '../../problems/cant-be-late/problem.ts';
import { problem as txnScheduling } from '../../problems/txn-scheduling/problem.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';

describeProblem(binPacking, {
  cheaters: new URL('../../problems/bin-packing/cheaters/', import.meta.url),
  createSandbox: () => createSandbox({ workers: 1 }),
});

describeProblem(cantBeLate, {
  cheaters: new URL('../../problems/cant-be-late/cheaters/', import.meta.url),
  createSandbox: () => createSandbox({ workers: 1 }),
});

describeProblem(txnScheduling, {
  cheaters: new URL('../../problems/txn-scheduling/cheaters/', import.meta.url),
  createSandbox: () => createSandbox({ workers: 1 }),
});
