import { randomUUID } from 'node:crypto';
import { link, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError } from '../../core/errors.ts';
import { MAX_REPLY_BYTES } from '../reply-text.ts';
import { claimsIn, replaceClaim, type Claim } from './claims.ts';
import { MailboxError } from './error.ts';
import {
  idsIn,
  isFile,
  namesIn,
  numberOf,
  replyFile,
  requestFile,
  succeedsUnless,
  unless,
  withdrawnIn,
  writeWhole,
} from './folder.ts';
import { readHead, type RequestHead } from './format.ts';

/** The run waits for `open` and `claimed` requests. `late`: answered after it had been withdrawn. */
export type MailboxStatus = 'open' | 'claimed' | 'answered' | 'withdrawn' | 'late';

/** A request as `adrs mailbox list` shows it. */
export interface MailboxEntry extends RequestHead {
  readonly status: MailboxStatus;
  /** Who works on it, and until when, ISO 8601; where it is `claimed`. */
  readonly claimedBy?: string | undefined;
  readonly claimedUntil?: string | undefined;
}

/** Every request of a mailbox, in the order of asking. Empty when nothing was ever asked. */
export async function listMailbox(folder: string): Promise<readonly MailboxEntry[]> {
  const entries: MailboxEntry[] = [];
  for (const [id, { status, claim }] of await statesIn(folder)) {
    const place = isClosed(status) ? withdrawnIn(folder) : folder;
    const text = await unless('ENOENT', readFile(requestFile(place, id), 'utf8'));
    // It may have been closed meanwhile.
    if (text === undefined) continue;
    const claimed = status === 'claimed' && {
      claimedBy: claim?.by,
      claimedUntil: new Date(claim?.untilMs ?? 0).toISOString(),
    };
    entries.push({ ...readHead(text), id, status, ...claimed });
  }
  return entries.toSorted((a, b) => numberOf(a.id) - numberOf(b.id));
}

interface RequestState {
  readonly status: MailboxStatus;
  /** The latest, whether it holds or not. */
  readonly claim?: Claim | undefined;
}

async function statesIn(folder: string): Promise<ReadonlyMap<string, RequestState>> {
  const claims = await claimsIn(folder);
  const replied = await repliedIn(folder);
  const late = await repliedIn(path.join(folder, 'late'));
  const states = new Map<string, RequestState>();
  for (const id of await idsIn(withdrawnIn(folder))) {
    states.set(id, { status: replied.has(id) || late.has(id) ? 'late' : 'withdrawn' });
  }
  for (const id of await idsIn(folder)) {
    const claim = claims.get(id);
    const isHeld = claim !== undefined && claim.untilMs > Date.now();
    states.set(id, { status: replied.has(id) ? 'answered' : isHeld ? 'claimed' : 'open', claim });
  }
  return states;
}

/** Ids of the requests to which a folder has replies. */
async function repliedIn(folder: string): Promise<ReadonlySet<string>> {
  const names = await namesIn(folder);
  return new Set(names.map((name) => /^(.+?)\.reply\b.*\.md$/.exec(name)?.[1] ?? ''));
}

function isClosed(status: MailboxStatus): boolean {
  return status === 'withdrawn' || status === 'late';
}

/** A request that was handed out. */
export interface ClaimedRequest extends RequestHead {
  /** Where its text lies, and where a reply is looked for. */
  readonly file: string;
  readonly replyFile: string;
  readonly text: string;
}

/** The terms of a claim. */
export interface ClaimOptions {
  /** Who claims it: at most 200 bytes, on one line and without `%`. */
  readonly by?: string | undefined;
  /** For how long nobody else gets it. */
  readonly leaseMs: number;
}

/**
 * Hands out a request without a reply: the one that `by` took before, else the oldest that nobody holds.
 * Undefined when there is none. Processes may call it at once: none is handed to two answerers within its
 * lease.
 */
export async function claimNext(
  folder: string,
  { by, leaseMs }: ClaimOptions,
): Promise<ClaimedRequest | undefined> {
  const states = [...(await statesIn(folder))];
  const waiting = states.filter(([, { status }]) => status === 'open' || status === 'claimed');
  // Their lease may be over: whoever has begun goes on.
  const own = waiting.filter(([, { claim }]) => by !== undefined && claim?.by === by);
  const open = waiting.filter(([, { status }]) => status === 'open');
  for (const [id, { claim: before }] of [...own, ...open]) {
    const after = { by, untilMs: Date.now() + leaseMs };
    if (before === undefined || !(await replaceClaim(folder, id, { before, after }))) continue;
    const file = requestFile(folder, id);
    const text = await unless('ENOENT', readFile(file, 'utf8'));
    // It may have been closed meanwhile.
    if (text === undefined) continue;
    return { ...readHead(text), id, file, replyFile: replyFile(folder, id), text };
  }
  return undefined;
}

/** A reply, given through the command line. */
export interface GivenAnswer {
  readonly text: string;
  /** Who answers; whoever claimed it last when left out. */
  readonly by?: string | undefined;
}

/**
 * Puts a reply beside its request, whole, unless there is one; of several at once the first wins.
 * `id` may be abbreviated. Returns the id of the request. Throws MailboxError when the reply is
 * empty or too long, and when the request has a reply or nobody waits for it any more: the text is
 * then kept in `late/`.
 */
export async function answerRequest(
  folder: string,
  given: string,
  { text, by }: GivenAnswer,
): Promise<string> {
  const states = await statesIn(folder);
  const id = findId([...states.keys()], given);
  checkReply(text);
  if (await putFirst(folder, id, text)) {
    const before = states.get(id)?.claim;
    if (by !== undefined && before !== undefined) {
      await replaceClaim(folder, id, { before, after: { ...before, by } });
    }
    return id;
  }
  const late = path.join(folder, 'late');
  await writeWhole(path.join(late, `${id}.reply-${randomUUID().slice(0, 8)}.md`), text);
  throw new MailboxError(await reasonAgainst(folder, id), {
    hint: `what you wrote is kept in ${late} and will not be used`,
  });
}

/** The id that begins so, or has this number. Never anything but one of `ids`. */
function findId(ids: readonly string[], given: string): string {
  const numbered = /^\d+$/.test(given) ? ids.filter((id) => numberOf(id) === Number(given)) : [];
  const alike = numbered.length > 0 ? numbered : ids.filter((id) => id.startsWith(given));
  const [id] = alike;
  if (id !== undefined && alike.length === 1) return id;
  const shown = JSON.stringify(given.slice(0, 80));
  throw id === undefined
    ? new ConfigError(`there is no request ${shown}`, {
        hint: 'adrs mailbox list shows the requests of a run',
      })
    : new ConfigError(`${alike.length} requests begin with ${shown}`, {
        hint: `write more of the id, such as ${id}`,
      });
}

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

/** Whether the text is the reply from now on. */
async function putFirst(folder: string, id: string, text: string): Promise<boolean> {
  if (!(await isFile(requestFile(folder, id)))) return false;
  const put = writeWhole(replyFile(folder, id), text, link);
  // It may have been withdrawn at the very moment.
  return (await succeedsUnless('EEXIST', put)) && isFile(requestFile(folder, id));
}

/** The reason why a reply is of no use any more. */
async function reasonAgainst(folder: string, id: string): Promise<string> {
  const text = await unless('ENOENT', readFile(requestFile(withdrawnIn(folder), id), 'utf8'));
  if (text !== undefined) return `request ${id} was withdrawn: ${readHead(text).withdrawn ?? ''}`;
  const by = (await claimsIn(folder)).get(id)?.by;
  return `request ${id} has been answered already${by === undefined ? '' : ` by ${by}`}`;
}
