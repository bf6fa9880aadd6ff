import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { hashText } from '../core/hash.ts';
import type { Kinds } from '../core/kinds.ts';

/** Digests of the files of the plug-ins among these kinds, by absolute path; what they import is not looked at. */
export async function plugInDigests({
  searches,
  archives,
  proposers,
  providers,
}: Kinds): Promise<Readonly<Record<string, string>>> {
  const names = [searches, archives, proposers, providers].flatMap((kinds) => [...kinds.keys()]);
  const files = new Set(names.filter((name) => path.isAbsolute(name)));
  const digests = [...files].map(
    async (file) => [file, hashText(await readFile(file, 'utf8'))] as const,
  );
  return Object.fromEntries(await Promise.all(digests));
}
