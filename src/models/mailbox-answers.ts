import { link, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError } from '../core/errors.ts';
import { dropClaims, latestClaim, takeClaim } from './mailbox-claims.ts';
import { MailboxError } from './mailbox-error.ts';
import {
  draftBeside,
  freeLateFile,
  hasCode,
  headIn,
  idsIn,
  isFile,
  namesIn,
  numberOf,
  replyFile,
  requestFile,
  tidy,
  unlessMissing,
  writeWhole,
} from './mailbox-folder.ts';
import { readHead, readReply, sealedReply, type RequestHead } from './mailbox-format.ts';
import { MAX_REPLY_BYTES } from './reply-text.ts';

/**
 * What became of a request. `answered`: there is a reply, taken or waiting to be. `late`: withdrawn,
 * and answered after that.
 */
export type MailboxStatus = 'open' | 'claimed' | 'answered' | 'withdrawn' | 'late';

/** A request as `adrs mailbox list` shows it. */
export interface MailboxEntry extends RequestHead {
  readonly status: MailboxStatus;
  /** Whether the run still waits for it, or for its reply to be taken. */
  readonly isWaiting: boolean;
  readonly claimedBy?: string | undefined;
  /** End of a claim that holds, ISO 8601. */
  readonly claimedUntil?: string | undefined;
}

/** Every request of a mailbox, in the order of asking. Empty when nothing was ever asked. */
export async function listMailbox(folder: string): Promise<readonly MailboxEntry[]> {
  await tidy(folder);
  const open = await idsIn(folder);
  const late = new Set(
    (await namesIn(path.join(folder, 'late'))).map((name) => name.split('.')[0]),
  );
  const entries = new Map<string, MailboxEntry>();
  for (const id of await idsIn(folder, 'withdrawn')) {
    const head = (await headIn(folder, id, 'withdrawn')) ?? nameless(id);
    const status = late.has(id) ? 'late' : 'withdrawn';
    entries.set(id, { ...head, status, isWaiting: false });
  }
  for (const id of await idsIn(folder, 'answered')) {
    const head = (await headIn(folder, id, 'answered')) ?? nameless(id);
    entries.set(id, { ...head, status: 'answered', isWaiting: false });
  }
  for (const id of open) {
    const entry = await waitingEntry(folder, id);
    if (entry !== undefined) entries.set(id, entry);
  }
  return [...entries.values()].toSorted((a, b) => numberOf(a.id) - numberOf(b.id));
}

/** Undefined when it was closed meanwhile. */
async function waitingEntry(folder: string, id: string): Promise<MailboxEntry | undefined> {
  const head = await headIn(folder, id);
  if (head === undefined && !(await isFile(requestFile(folder, id)))) return undefined;
  const facts = { ...(head ?? nameless(id)), isWaiting: true };
  if (await isFile(replyFile(folder, id))) return { ...facts, status: 'answered' };
  const claim = await latestClaim(folder, id);
  if (claim === undefined || claim.untilMs <= Date.now()) return { ...facts, status: 'open' };
  const claimedUntil = new Date(claim.untilMs).toISOString();
  return { ...facts, status: 'claimed', claimedBy: claim.by, claimedUntil };
}

/** For a file whose front matter somebody has spoilt. */
function nameless(id: string): RequestHead {
  return { id, title: '', model: '', asked: '', deadline: '', key: '' };
}

/** A request that was handed out. */
export interface ClaimedRequest {
  readonly head: RequestHead;
  /** Where its text lies, and where a reply is looked for. */
  readonly file: string;
  readonly replyFile: string;
  readonly text: string;
}

export interface ClaimOptions {
  /** Who claims it. */
  readonly by?: string | undefined;
  /** For how long nobody else gets it. */
  readonly leaseMs: number;
}

/**
 * Hands out the oldest request without a reply that nobody holds; undefined when there is none. Processes
 * may call it at once: none is handed out twice within its lease.
 */
export async function claimNext(
  folder: string,
  { by, leaseMs }: ClaimOptions,
): Promise<ClaimedRequest | undefined> {
  await tidy(folder);
  for (const id of await idsIn(folder)) {
    if (await isFile(replyFile(folder, id))) continue;
    if (!(await takeClaim(folder, id, { by, untilMs: Date.now() + leaseMs }))) continue;
    const file = requestFile(folder, id);
    const text = await unlessMissing(readFile(file, 'utf8'));
    const head = text === undefined ? undefined : (readHead(text) ?? nameless(id));
    if (text !== undefined && head !== undefined) {
      return { head, file, replyFile: replyFile(folder, id), text };
    }
    // It was closed between the two steps.
    await dropClaims(folder, id);
  }
  return undefined;
}

export interface GivenAnswer {
  readonly text: string;
  /** Who answers; whoever holds the claim when left out. */
  readonly by?: string | undefined;
}

/**
 * Puts a reply beside its request, whole, unless there is one; of several at once the first wins.
 * `id` may be abbreviated. Answers with the id of the request. Throws MailboxError when the reply is
 * empty or too long, and when the request has a reply or nobody waits for it any more: the text is
 * then kept in `late/`.
 */
export async function answerRequest(
  folder: string,
  id: string,
  { text, by }: GivenAnswer,
): Promise<string> {
  await tidy(folder);
  const request = await findRequest(folder, id);
  checkReply(text);
  const claim = await latestClaim(folder, request);
  const content = sealedReply(text, by ?? claim?.by ?? ANONYMOUS);
  const isOpen = await isFile(requestFile(folder, request));
  if (!isOpen || !(await putFirst(replyFile(folder, request), content))) {
    await writeWhole(await freeLateFile(folder, request), content);
    throw await closedError(folder, request);
  }
  if (await stands(folder, request, content)) return request;
  throw await closedError(folder, request);
}

/** Who answered when nobody said. */
export const ANONYMOUS = 'mailbox';

function checkReply(text: string): void {
  if (text.trim() === '') {
    throw new MailboxError('the reply is empty', { hint: 'write the reply as plain text' });
  }
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_REPLY_BYTES) {
    throw new MailboxError(`the reply has ${bytes} bytes, more than ${MAX_REPLY_BYTES}`, {
      hint: 'the request stays open: answer with what changes only',
    });
  }
}

/** Makes a whole file of a name that is not taken; false when it is. */
async function putFirst(file: string, content: string): Promise<boolean> {
  const draft = draftBeside(file);
  try {
    await writeFile(draft, content, { flag: 'wx' });
    await link(draft, file);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Whether a reply that was put beside its request is, or will be, used. It is in `late/` if not. */
async function stands(folder: string, id: string, content: string): Promise<boolean> {
  if (await isFile(requestFile(folder, id))) return true;
  // It was closed at the very moment: by this reply, or before it came.
  await tidy(folder);
  const taken = await unlessMissing(readFile(replyFile(folder, id, 'answered'), 'utf8'));
  return taken === content;
}

async function closedError(folder: string, id: string): Promise<MailboxError> {
  const hint = `what you wrote is kept in ${path.join(folder, 'late')} and will not be used`;
  const first =
    (await replyIn(replyFile(folder, id))) ?? (await replyIn(replyFile(folder, id, 'answered')));
  if (first !== undefined) {
    const who = first.by === undefined || first.by === ANONYMOUS ? '' : ` by ${first.by}`;
    return new MailboxError(`request ${id} has been answered already${who}`, { hint });
  }
  const head = await headIn(folder, id, 'withdrawn');
  const why = head?.because === undefined ? '' : `: ${head.because}`;
  return new MailboxError(`request ${id} was withdrawn${why}`, { hint });
}

async function replyIn(file: string): Promise<{ readonly by: string | undefined } | undefined> {
  const bytes = await unlessMissing(readFile(file));
  return bytes === undefined ? undefined : readReply(bytes);
}

const MOST_NAMED = 5;

/** The one request whose id begins so, or has this number. Never anything but a name that is there. */
async function findRequest(folder: string, given: string): Promise<string> {
  const drawers = await Promise.all([
    idsIn(folder),
    idsIn(folder, 'answered'),
    idsIn(folder, 'withdrawn'),
  ]);
  const ids = [...new Set(drawers.flat())];
  const numbered = /^\d+$/.test(given) ? ids.filter((id) => numberOf(id) === Number(given)) : [];
  const alike = numbered.length > 0 ? numbered : ids.filter((id) => id.startsWith(given));
  const [id] = alike;
  if (id !== undefined && alike.length === 1) return id;
  const shown = JSON.stringify(given.slice(0, 80));
  if (id === undefined) {
    throw new ConfigError(`there is no request ${shown}`, {
      hint: 'adrs mailbox list shows the requests of a run',
    });
  }
  const named = alike.slice(0, MOST_NAMED).join(', ');
  throw new ConfigError(`${alike.length} requests begin with ${shown}: ${named}`, {
    hint: 'write more of the id',
  });
}
