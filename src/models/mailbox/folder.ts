import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Layout of a mailbox. The names of the files say what state each request is in, and every change of state
 * is one step of the file system, so that no process needs a lock.
 *
 * ```
 * 00007-3fa9c2d1e0b4.md          a request: number in the order of asking, beginning of its key
 * 00007-3fa9c2d1e0b4.reply.md    its reply
 * claims/                        an empty file for each request, whose name says who works on it
 * withdrawn/                     requests that nobody waits for any more
 * late/                          replies that came after that, or after another: kept, never used
 * ```
 */
const REQUEST = /^(\d{5,}-[0-9a-f]{12})\.md$/;

/** The name of the `number`-th request, from 1, if it has this key. */
export function requestId(number: number, key: string): string {
  return `${String(number).padStart(5, '0')}${keyPart(key)}`;
}

/** The end of the id of every request with this key. */
export function keyPart(key: string): string {
  return `-${key.slice(0, 12)}`;
}

/** Position of a request in the order of asking. */
export function numberOf(id: string): number {
  return Number.parseInt(id, 10);
}

export function requestFile(folder: string, id: string): string {
  return path.join(folder, `${id}.md`);
}

export function replyFile(folder: string, id: string): string {
  return path.join(folder, `${id}.reply.md`);
}

export function withdrawnIn(folder: string): string {
  return path.join(folder, 'withdrawn');
}

/** Ids of the requests in a folder, in the order of asking. Empty when there is no such folder. */
export async function idsIn(folder: string): Promise<readonly string[]> {
  const names = await namesIn(folder);
  return names
    .map((name) => REQUEST.exec(name)?.[1])
    .filter((id) => id !== undefined)
    .toSorted((a, b) => numberOf(a) - numberOf(b));
}

/** Names in a folder; none when it does not exist. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  return (await unless('ENOENT', readdir(folder))) ?? [];
}

/**
 * Writes a file so that nobody ever sees a part of it. Published by `rename` it replaces one of that name;
 * published by `link` it throws EEXIST if there is one.
 */
export async function writeWhole(file: string, text: string, publish = rename): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const draft = path.join(path.dirname(file), `.${randomUUID()}.tmp`);
  try {
    await writeFile(draft, text, { flag: 'wx' });
    await publish(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Whether it is a plain file. Links, pipes and folders are none: reading them could lead anywhere. */
export async function isFile(file: string): Promise<boolean> {
  return (await unless('ENOENT', lstat(file)))?.isFile() === true;
}

/** The result of the work, or undefined where it fails with this code of the operating system. */
export async function unless<T>(code: string, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === code) return undefined;
    throw error;
  }
}

/** Whether the work succeeds; false where it fails with this code of the operating system. */
export async function succeedsUnless(code: string, work: Promise<unknown>): Promise<boolean> {
  return (
    (await unless(
      code,
      work.then(() => true),
    )) ?? false
  );
}
