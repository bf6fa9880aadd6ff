import { readFileSync } from 'node:fs';
import * as z from 'zod';

// By the name of the package: a clone and an installed package have it in different places.
const manifest = new URL(import.meta.resolve('adrs-lab/package.json'));

/** The version in package.json. */
export const ADRS_VERSION: string = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(manifest, 'utf8'))).version;
