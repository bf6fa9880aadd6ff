/* oxlint-disable vitest/valid-title, vitest/expect-expect -- the titles are the names of the laws, which expect */
import { describe, test } from 'vitest';
import { modelLaws, type CreateModel } from './model-laws.ts';

/**
 * Registers the contract of a language model as vitest tests. `create` makes a model whose answers hold the
 * text of the last message, take at least as long as required, and use the key that is given; each is closed
 * at the end of its test.
 */
export function describeLanguageModel(name: string, create: CreateModel): void {
  describe(`${name} is a language model`, () => {
    for (const [law, check] of Object.entries(modelLaws)) test(law, () => check(create));
  });
}
