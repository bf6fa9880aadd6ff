import { rename } from 'node:fs/promises';
import path from 'node:path';
import { namesIn, succeedsUnless, writeWhole } from './folder.ts';

/** Who works on a request. */
export interface Claim {
  /** Undefined when the answerer gave no name. At most 200 bytes, on one line and without `%`. */
  readonly by?: string | undefined;
  /** When the request may be handed out again, in milliseconds since 1970; 0 before the first claim. */
  readonly untilMs: number;
}

const NAME = /^(.+?)\.until-(\d+)\.(.*)$/;

/** The latest claims, over or not, by the id of the request. */
export async function claimsIn(folder: string): Promise<ReadonlyMap<string, Claim>> {
  const claims = new Map<string, Claim>();
  for (const name of await namesIn(path.join(folder, 'claims'))) {
    const [, id = '', until = '', by = ''] = NAME.exec(name) ?? [];
    const claim = { by: by.replaceAll('%2F', '/') || undefined, untilMs: Number(until) };
    // A listing during a rename may have both names.
    if (claim.untilMs >= (claims.get(id)?.untilMs ?? 0)) claims.set(id, claim);
  }
  return claims;
}

/** Lets the request be claimed; for one that nobody can see yet. */
export async function allowClaims(folder: string, id: string): Promise<void> {
  await writeWhole(claimFile(folder, id, { untilMs: 0 }), '');
}

/**
 * Puts a claim in the place of the one before it. The name of the file says all about a claim, so this is
 * one rename: of any number of processes that replace the same claim at once, one gets true.
 */
export async function replaceClaim(
  folder: string,
  id: string,
  { before, after }: { readonly before: Claim; readonly after: Claim },
): Promise<boolean> {
  const renaming = rename(claimFile(folder, id, before), claimFile(folder, id, after));
  return succeedsUnless('ENOENT', renaming);
}

function claimFile(folder: string, id: string, { by = '', untilMs }: Claim): string {
  const name = `${id}.until-${untilMs}.${by.replaceAll('/', '%2F')}`;
  return path.join(folder, 'claims', name);
}
