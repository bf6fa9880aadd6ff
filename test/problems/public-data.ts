import { existsSync } from 'node:fs';
import path from 'node:path';

/** A folder of published data next to the checkout; says so and gives undefined without it. */
export function publicData(name: string): string | undefined {
  const folder = path.join(import.meta.dirname, '../../../shared/data', name);
  if (existsSync(folder)) return folder;
  console.warn(`skipping the tests on published data: there is no ../shared/data/${name}`);
  return undefined;
}
