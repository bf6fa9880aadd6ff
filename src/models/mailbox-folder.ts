import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readHead, withHead, type RequestHead } from './mailbox-format.ts';

/**
 * Where things lie in a mailbox. A request is at the top while somebody waits for its reply; moving
 * it from there, in one step of the file system, is what closes it. So every process sees the same, and
 * none needs a lock.
 *
 * ```
 * 00007-3fa9c2d1.md              a request: number in the order of asking, beginning of its key
 * 00007-3fa9c2d1.reply.md        its reply
 * 00007-3fa9c2d1.claim-1.json    who works on it; the highest number counts
 * answered/                      requests whose reply was taken, with the reply
 * withdrawn/                     requests that nobody waits for any more
 * late/                          replies that came after that: kept, never used
 * ```
 */
export type Drawer = '' | 'answered' | 'withdrawn' | 'late';

const REQUEST = /^(\d{5,}-[0-9a-f]{8})\.md$/;
const BESIDE = /^(\d{5,}-[0-9a-f]{8})\.(?:reply\.md|claim-\d+\.json)$/;

/** The name of a request that is the `number`-th, from 1, and has this key. */
export function requestId(number: number, key: string): string {
  return `${String(number).padStart(5, '0')}-${tagOf(key)}`;
}

function tagOf(key: string): string {
  return key.slice(0, 8);
}

export function requestFile(folder: string, id: string, drawer: Drawer = ''): string {
  return path.join(folder, drawer, `${id}.md`);
}

export function replyFile(folder: string, id: string, drawer: Drawer = ''): string {
  return path.join(folder, drawer, `${id}.reply.md`);
}

/** Ids of the requests in a drawer, in the order of asking. Empty when there is no such folder. */
export async function idsIn(folder: string, drawer: Drawer = ''): Promise<readonly string[]> {
  const names = await namesIn(path.join(folder, drawer));
  return names
    .map((name) => REQUEST.exec(name)?.[1])
    .filter((id) => id !== undefined)
    .toSorted((a, b) => numberOf(a) - numberOf(b));
}

/** Position of a request in the order of asking. */
export function numberOf(id: string): number {
  return Number.parseInt(id, 10);
}

/** Ids of a drawer whose requests have this key, oldest first. */
export async function idsWithKey(
  folder: string,
  drawer: Drawer,
  key: string,
): Promise<readonly string[]> {
  const alike = (await idsIn(folder, drawer)).filter((id) => id.endsWith(`-${tagOf(key)}`));
  const heads = await Promise.all(alike.map((id) => headIn(folder, id, drawer)));
  return alike.filter((_, index) => heads[index]?.key === key);
}

/** The front matter of a request; undefined when there is no such file, or none that can be read. */
export async function headIn(
  folder: string,
  id: string,
  drawer: Drawer = '',
): Promise<RequestHead | undefined> {
  const text = await unlessMissing(readFile(requestFile(folder, id, drawer), 'utf8'));
  return text === undefined ? undefined : readHead(text);
}

/** Writes a file so that nobody ever sees a part of it; replaces one of that name. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const draft = draftBeside(file);
  try {
    await writeFile(draft, text, { flag: 'wx' });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** A name that nobody else uses and nobody takes for a request or a reply. */
export function draftBeside(file: string): string {
  return path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}.tmp`);
}

/** Whether it is a plain file. Links, pipes and folders are none: reading them could lead anywhere. */
export async function isFile(file: string): Promise<boolean> {
  return (await unlessMissing(lstat(file)))?.isFile() === true;
}

/** What the file system says, or undefined where there is no such file. */
export async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Whether it is an error of the operating system with this code. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/**
 * Moves a request with its reply to `answered/`. False when it was not at the top any more, so that the
 * reply must not be used.
 */
export async function closeAnswered(folder: string, id: string): Promise<boolean> {
  await mkdir(path.join(folder, 'answered'), { recursive: true });
  const target = requestFile(folder, id, 'answered');
  const isMine = await moved(requestFile(folder, id), target);
  if (isMine) await moved(replyFile(folder, id), replyFile(folder, id, 'answered'));
  if (isMine) await tidy(folder);
  return isMine;
}

/** Moves a request to `withdrawn/` and says why in it. Its reply, if there is one, came too late. */
export async function withdraw(folder: string, id: string, because: string): Promise<void> {
  const file = requestFile(folder, id);
  const text = await unlessMissing(readFile(file, 'utf8'));
  if (text === undefined) return;
  await mkdir(path.join(folder, 'withdrawn'), { recursive: true });
  const head = readHead(text);
  const withdrawn = new Date().toISOString();
  // The copy is in place before the request goes: whoever misses it at the top finds it there.
  await writeWhole(
    requestFile(folder, id, 'withdrawn'),
    head === undefined ? text : withHead(text, { ...head, withdrawn, because }),
  );
  await rm(file, { force: true });
  await tidy(folder);
}

/**
 * Puts away what lies beside no request: a reply that a crash left behind goes to its request, a
 * reply to a closed request goes to `late/`, claims are removed.
 */
export async function tidy(folder: string): Promise<void> {
  const names = await namesIn(folder);
  const open = new Set(names.map((name) => REQUEST.exec(name)?.[1]));
  const stray = names.flatMap((name) => {
    const id = BESIDE.exec(name)?.[1];
    return id === undefined || open.has(id) ? [] : [{ name, id }];
  });
  for (const { name, id } of stray) {
    // A listing may miss a file that is being replaced.
    if (await isFile(requestFile(folder, id))) continue;
    if (name === `${id}.reply.md`) await putAwayReply(folder, id);
    else await rm(path.join(folder, name), { force: true });
  }
}

async function putAwayReply(folder: string, id: string): Promise<void> {
  const isTaken = await isFile(replyFile(folder, id, 'answered'));
  if (!isTaken && (await isFile(requestFile(folder, id, 'answered')))) {
    await moved(replyFile(folder, id), replyFile(folder, id, 'answered'));
    return;
  }
  await moved(replyFile(folder, id), await freeLateFile(folder, id));
}

/** A name in `late/` that no other reply to this request has. */
export async function freeLateFile(folder: string, id: string): Promise<string> {
  await mkdir(path.join(folder, 'late'), { recursive: true });
  return path.join(folder, 'late', `${id}.reply-${randomUUID().slice(0, 8)}.md`);
}

/** False when there was nothing to move. */
async function moved(from: string, to: string): Promise<boolean> {
  return (await unlessMissing(rename(from, to).then(() => true))) ?? false;
}

/** Names in a folder; none when it does not exist. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  return (await unlessMissing(readdir(folder))) ?? [];
}
