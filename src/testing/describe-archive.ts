/* oxlint-disable vitest/valid-title, vitest/expect-expect -- the titles are the names of the laws, which expect */
import { describe, test } from 'vitest';
import type { Archive } from '../core/search.ts';
import { archiveLaws, archiveWorld } from './archive-laws.ts';

/**
 * Registers the contract of an archive as vitest tests. `create` makes a new, empty one; `features` is the
 * number of features of its individuals, positive numbers mostly below 5.
 */
export function describeArchive(name: string, create: () => Archive, features = 2): void {
  describe(name, () => {
    for (const [law, check] of Object.entries(archiveLaws)) {
      test(law, () => check(archiveWorld(create, features)));
    }
  });
}
