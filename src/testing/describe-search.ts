/* oxlint-disable vitest/valid-title, vitest/expect-expect -- the titles are the names of the laws, which expect */
import { describe, test } from 'vitest';
import type { Search } from '../core/search.ts';
import { searchLaws } from './search-laws.ts';

/**
 * Registers the contract of a search as vitest tests. `create` makes a new one without programs;
 * `features` is the number of features of its programs, positive numbers mostly below 5.
 */
export function describeSearch(name: string, create: () => Search, features = 2): void {
  describe(name, () => {
    for (const [law, check] of Object.entries(searchLaws)) {
      test(law, () => check({ create, features }));
    }
  });
}
