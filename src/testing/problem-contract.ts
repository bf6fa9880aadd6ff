/* oxlint-disable vitest/valid-title, vitest/expect-expect -- the titles are the names of the laws, which throw */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, test, type TestContext } from 'vitest';
import type { Case } from '../core/case.ts';
import type { Problem } from '../core/problem.ts';
import type { IsolateSandbox } from '../core/sandbox.ts';
import { createTypeChecker, type TypeChecker } from '../typecheck/type-checker.ts';
import { problemLaws } from './problem/all-laws.ts';
import { exploitLaws, exploitsIn, exploitsLaw } from './problem/exploit-laws.ts';
import { requireLaw, Unjudged, type Law } from './problem/law.ts';
import { policyLaws } from './problem/policy-laws.ts';
import { createProblemWorld, type ProblemWorld } from './problem/world.ts';

/** Options of the contract of a problem. */
export interface ProblemContract {
  /** Folder of dishonest policies, one `.ts` or `.js` file each; a URL, or a path. */
  readonly exploits: URL | string;
  /** Makes the sandbox that all policies run in; it is closed at the end. */
  readonly createSandbox: () => IsolateSandbox | Promise<IsolateSandbox>;
}

/**
 * Registers the contract of a problem as vitest tests, one a law: its page, its cases and bounds, its simulation, its
 * seeds and baselines, and its exploits, of which there must be one, all measured on the train cases. `adrs check`
 * runs the same laws. A law that cannot be judged because another one is broken is skipped.
 */
export function describeProblem<C extends Case>(
  problem: Problem<C>,
  { exploits, createSandbox }: ProblemContract,
): void {
  const folder = typeof exploits === 'string' ? exploits : fileURLToPath(exploits);
  describe(`${problem.name} is a problem`, () => {
    let open: OpenWorld;
    beforeAll(async () => {
      open = await openWorld(problem, await createSandbox());
    });
    afterAll(() => open.close());

    test.for(rows([...problemLaws, exploitsLaw(folder)]))('%s', PATIENTLY, ([, law], context) =>
      hold(law, { subject: open.world, folder: open.world.folder }, context),
    );

    describe.each([...problem.seeds, ...problem.baselines])('$name', (policy) => {
      test.for(rows(policyLaws))('%s', PATIENTLY, ([, law], context) => {
        const { world } = open;
        return hold(law, { subject: { world, policy }, folder: world.folder }, context);
      });
    });

    describe.each(exploitsIn(folder))('exploit $name', (policy) => {
      test.for(rows(exploitLaws))('%s', PATIENTLY, ([, law], context) => {
        const { world } = open;
        return hold(law, { subject: { world, policy }, folder: world.folder }, context);
      });
    });
  });
}

interface OpenWorld {
  readonly world: ProblemWorld;
  close(): Promise<void>;
}

async function openWorld<C extends Case>(
  problem: Problem<C>,
  sandbox: IsolateSandbox,
): Promise<OpenWorld> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- which cases they are does not matter here
  const any = problem as unknown as Problem;
  let types: Promise<TypeChecker> | undefined;
  const world = createProblemWorld(any, {
    sandbox,
    async complaintsAbout(source) {
      types ??= checkerOf(any);
      return (await types).check(source, new AbortController().signal);
    },
  });
  const close = async (): Promise<void> => {
    await sandbox.close();
    await (await types)?.close();
  };
  return { world, close };
}

async function hold<S>(
  law: Law<S>,
  about: { readonly subject: S; readonly folder: string },
  context: TestContext,
): Promise<void> {
  try {
    await requireLaw(law, about);
  } catch (thrown) {
    if (!(thrown instanceof Unjudged)) throw thrown;
    context.skip(thrown.message);
  }
}

/** A measurement takes as long as its problem wants, and starts a worker before. */
const PATIENTLY = { timeout: 120_000 };

function rows<S>(laws: readonly Law<S>[]): readonly (readonly [name: string, law: Law<S>])[] {
  return laws.map((law) => [law.name, law] as const);
}

async function checkerOf({ policy: { entry, declaration } }: Problem): Promise<TypeChecker> {
  return createTypeChecker({ declaration: await readFile(declaration, 'utf8'), entry });
}
