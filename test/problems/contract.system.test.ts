import path from 'node:path';
import { describeProblem } from 'adrs-lab/testing';
import { listProblems } from '../../src/session/find-problem.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';

for (const { problem, location } of await listProblems()) {
  describeProblem(problem, {
    exploits: path.join(path.dirname(location), 'policies', 'exploits'),
    createSandbox: () => createSandbox({ workers: 1 }),
  });
}
