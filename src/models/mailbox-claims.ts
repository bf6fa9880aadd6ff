import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { hasCode, namesIn, unlessMissing } from './mailbox-folder.ts';

/** Somebody works on a request. */
export interface Claim {
  /** Undefined when the answerer gave no name. */
  readonly by: string | undefined;
  /** When the request may be handed out again, in milliseconds since 1970. */
  readonly untilMs: number;
}

const claimSchema = z.object({ by: z.string().optional(), untilMs: z.number() });
const DEFAULT_LEASE_MS = 3_600_000;

/** The latest claim on a request, over or not; undefined when there was none. */
export async function latestClaim(folder: string, id: string): Promise<Claim | undefined> {
  const number = await latestNumber(folder, id);
  return number === 0 ? undefined : readClaim(claimFile(folder, id, number));
}

/**
 * Claims a request unless somebody holds it. Of any number of processes that try at once, one gets true:
 * a claim is a file that must not exist yet, and a claim that is over is followed by one with the next
 * number rather than replaced.
 */
export async function takeClaim(folder: string, id: string, claim: Claim): Promise<boolean> {
  const number = await latestNumber(folder, id);
  const present = number === 0 ? undefined : await readClaim(claimFile(folder, id, number));
  if (present !== undefined && present.untilMs > Date.now()) return false;
  try {
    const text = JSON.stringify(claim);
    await writeFile(claimFile(folder, id, number + 1), text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Removes every claim on a request. */
export async function dropClaims(folder: string, id: string): Promise<void> {
  const last = await latestNumber(folder, id);
  for (let number = 1; number <= last; number += 1) {
    await rm(claimFile(folder, id, number), { force: true });
  }
}

function claimFile(folder: string, id: string, number: number): string {
  return path.join(folder, `${id}.claim-${number}.json`);
}

/** 0 when there is none. */
async function latestNumber(folder: string, id: string): Promise<number> {
  const start = `${id}.claim-`;
  const numbers = (await namesIn(folder))
    .filter((name) => name.startsWith(start))
    .map((name) => Number.parseInt(name.slice(start.length), 10))
    .filter(Number.isSafeInteger);
  return Math.max(0, ...numbers);
}

async function readClaim(file: string): Promise<Claim | undefined> {
  const text = await unlessMissing(readFile(file, 'utf8'));
  if (text === undefined) return undefined;
  const claim = claimSchema.safeParse(jsonOf(text)).data;
  if (claim !== undefined) return { by: claim.by, untilMs: claim.untilMs };
  // Being written, or by a process that died while it wrote.
  const facts = await unlessMissing(stat(file));
  return facts && { by: undefined, untilMs: facts.mtimeMs + DEFAULT_LEASE_MS };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
