/* oxlint-disable vitest/valid-title, vitest/expect-expect -- the titles are the names of the laws, which expect */
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { Case } from '../core/case.ts';
import type { NamedSource, Problem } from '../core/problem.ts';
import type { IsolateSandbox } from '../core/sandbox.ts';
import { policiesIn } from '../policies/policies-in.ts';
import {
  exploitGainsNothing,
  policyLaws,
  problemLaws,
  problemWorld,
  type ProblemWorld,
} from './problem-laws.ts';

/** Options of the contract of a problem. */
export interface ProblemContract {
  /** Folder of dishonest policies, one `.ts` or `.js` file each; a URL, or a path. */
  readonly exploits: URL | string;
  /** Makes the sandbox that all policies run in; it is closed at the end. */
  readonly createSandbox: () => IsolateSandbox | Promise<IsolateSandbox>;
}

/**
 * Registers the contract of a problem as vitest tests: its page, its cases and bounds, its seeds and
 * baselines, and its exploits, of which there must be one, all measured on the train cases.
 */
export function describeProblem<C extends Case>(
  problem: Problem<C>,
  { exploits, createSandbox }: ProblemContract,
): void {
  describe(`${problem.name} is a problem`, () => {
    let sandbox: IsolateSandbox;
    let world: ProblemWorld;
    beforeAll(async () => {
      sandbox = await createSandbox();
      world = problemWorld(problem, sandbox);
    });
    afterAll(() => sandbox.close());

    test.for(Object.entries(problemLaws))('%s', PATIENTLY, ([, check]) => check(world));

    describe.each([...problem.seeds, ...problem.baselines])('$name', (policy) => {
      test.for(Object.entries(policyLaws))('%s', PATIENTLY, ([, check]) => check(world, policy));
    });

    describe('exploits', () => {
      test.for(exploitsIn(exploits))('$name gains nothing', PATIENTLY, ({ file }) =>
        exploitGainsNothing(world, file),
      );
    });
  });
}

/** A measurement takes as long as its problem wants, and starts a worker before. */
const PATIENTLY = { timeout: 120_000 };

function exploitsIn(folder: URL | string): readonly NamedSource[] {
  const found = policiesIn(typeof folder === 'string' ? pathToFileURL(folder) : folder);
  if (found.length === 0) throw new Error(`there is no exploit in ${String(folder)}`);
  return found;
}
