import { caseLaws } from './case-laws.ts';
import { folderLaws } from './folder-laws.ts';
import type { Law } from './law.ts';
import { simulationLaws } from './simulation-laws.ts';
import type { ProblemWorld } from './world.ts';

/** Sentences that hold for every problem as a whole; `policyLaws` and `exploitLaws` are about its policies. */
export const problemLaws: readonly Law<ProblemWorld>[] = [
  ...folderLaws,
  ...caseLaws,
  ...simulationLaws,
];
