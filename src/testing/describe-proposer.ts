/* oxlint-disable vitest/valid-title, vitest/expect-expect -- the titles are the names of the laws, which expect */
import { describe, test } from 'vitest';
import { proposerLaws, type ProposerWorld } from './proposer-laws.ts';

/**
 * Registers the contract of a proposer as vitest tests. `create` makes a new one; what it asks a model is
 * answered by that model. `code` is the text of the program that it is to change.
 */
export function describeProposer(name: string, world: ProposerWorld): void {
  describe(name, () => {
    test.for(Object.entries(proposerLaws))('%s', ([, check]) => check(world));
  });
}
