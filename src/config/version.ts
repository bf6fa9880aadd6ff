import { readFileSync } from 'node:fs';
import * as z from 'zod';

const manifest = new URL('../../package.json', import.meta.url);

/** The version in package.json. */
export const ADRS_VERSION: string = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(manifest, 'utf8'))).version;
