import { describeProblem } from 'adrs/testing';
import { problem as binPacking } from '../../problems/bin-packing/problem.ts';
import { problem as cantBeLate } from '../../problems/cant-be-late/problem.ts';
import { problem as cantBeLateMulti } from '../../problems/cant-be-late-multi/problem.ts';
import { problem as cloudcast } from '../../problems/cloudcast/problem.ts';
import { problem as llmSql } from '../../problems/llm-sql/problem.ts';
import { problem as gpuPacking } from '../../problems/gpu-packing/problem.ts';
import { problem as prismPlacement } from '../../problems/prism-placement/problem.ts';
import { problem as telemetryRepair } from '../../problems/telemetry-repair/problem.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';

describeProblem(binPacking, {
  cheaters: new URL('../../problems/bin-packing/cheaters/', import.meta.url),
  createSandbox: () => createSandbox({ workers: 1 }),
});

describeProblem(cantBeLate, {
  cheaters: new URL('../../problems/cant-be-late/cheaters/', import.meta.url),
  createSandbox: () => createSandbox({ workers: 1 }),
});

describeProblem(cantBeLateMulti, {
  cheaters: new URL('../../problems/cant-be-late-multi/cheaters/', import.meta.url),
  createSandbox: () => createSandbox({ workers: 1 }),
});

describeProblem(cloudcast, {
  cheaters: new URL('../../problems/cloudcast/cheaters/', import.meta.url),
  createSandbox: () => createSandbox({ workers: 1 }),
});

describeProblem(llmSql, {
  cheaters: new URL('../../problems/llm-sql/cheaters/', import.meta.url),
describeProblem(gpuPacking, {
  cheaters: new URL('../../problems/gpu-packing/cheaters/', import.meta.url),
  createSandbox: () => createSandbox({ workers: 1 }),
});

describeProblem(prismPlacement, {
  cheaters: new URL('../../problems/prism-placement/cheaters/', import.meta.url),
  createSandbox: () => createSandbox({ workers: 1 }),
});

describeProblem(telemetryRepair, {
  cheaters: new URL('../../problems/telemetry-repair/cheaters/', import.meta.url),
  createSandbox: () => createSandbox({ workers: 1 }),
});
