import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { ModelError } from '../core/errors.ts';
import type { Completion, LanguageModel, ModelRequest } from '../core/model.ts';
import { createFolderWatch } from './folder-watch.ts';
import { ANONYMOUS } from './mailbox-answers.ts';
import { latestClaim } from './mailbox-claims.ts';
import { mailboxFailure } from './mailbox-error.ts';
import {
  closeAnswered,
  idsIn,
  idsWithKey,
  isFile,
  numberOf,
  requestFile,
  requestId,
  tidy,
  withdraw,
  writeWhole,
} from './mailbox-folder.ts';
import { requestText, type WrittenReply } from './mailbox-format.ts';
import { createReplyReader, readTaken, type ReplyReader } from './mailbox-reply.ts';

export interface MailboxModelOptions {
  /** Its name in the run file. */
  readonly name: string;
  /** Absolute path; made with the first request. */
  readonly folder: string;
  /** How long a request stays open, from each time it is asked; an hour when left out. */
  readonly timeoutMs?: number | undefined;
  /**
   * How often the folder is looked at besides the notices of the operating system, and how long a
   * reply without a seal must stay as it is to count as whole; a second when left out.
   */
  readonly pollMs?: number | undefined;
}

const FREE = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0 };
const NO_TOKENS = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 };

/**
 * A model that is a person or a coding agent: each request is a Markdown file in a folder, the reply
 * a file beside it (`adrs mailbox`). Any number may be open at once. A request that is still open when the
 * run goes on after an interruption is taken up again, with a reply that came meanwhile; so an abort leaves it
 * open, and `withdrawOpenRequests` closes what a finished run leaves. After its deadline, or when its reply is
 * longer than 1 MiB, a request is withdrawn, and asked anew it gets a new file. Costs and counts
 * nothing. Fails with the kinds `timeout`, `malformed` and, when somebody deleted the request's file to
 * decline it, `request`. Throws MailboxError when the folder cannot be read or written.
 */
export function createMailboxModel(options: MailboxModelOptions): LanguageModel {
  const { name, folder, timeoutMs = 3_600_000, pollMs = 1000 } = options;
  const watch = createFolderWatch(folder, pollMs);
  let opening: Promise<unknown> = Promise.resolve();
  /** One after the other, so that each gets a number of its own. */
  const openInTurn = (request: ModelRequest): Promise<OpenRequest> => {
    const opened = opening.then(() => openRequest(request, { name, folder, timeoutMs }));
    opening = opened.catch(() => undefined);
    return opened;
  };
  return {
    name,
    identity: { provider: 'mailbox' },
    // Replies count as no tokens; this is the least that the contract allows.
    maxOutputTokens: 1,
    countsTokens: false,
    price: FREE,
    async complete(request, signal) {
      signal.throwIfAborted();
      try {
        const { id, deadlineMs } = await openInTurn(request);
        const reader = createReplyReader(folder, id, pollMs);
        return await watch.until(() => look({ folder, id, deadlineMs, reader }), signal);
      } catch (error) {
        throw mailboxFailure(error, folder);
      }
    },
  };
}

/** Withdraws what is open, because the run is over. Answers with the number of requests. */
export async function withdrawOpenRequests(folder: string): Promise<number> {
  const ids = await idsIn(folder);
  for (const id of ids) await withdraw(folder, id, 'the run is over');
  return ids.length;
}

interface OpenRequest {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly deadlineMs: number;
}

type Asking = Required<Pick<MailboxModelOptions, 'name' | 'folder'>> & {
  readonly timeoutMs: number;
};

/** Writes the request, or takes up the one with the same key. */
async function openRequest(
  request: ModelRequest,
  { name, folder, timeoutMs }: Asking,
): Promise<OpenRequest> {
  await mkdir(folder, { recursive: true });
  await tidy(folder);
  const deadlineMs = Date.now() + timeoutMs;
  for (const id of await idsWithKey(folder, 'answered', request.key)) {
    if ((await readTaken(folder, id)) !== undefined) return { id, deadlineMs };
  }
  const [open] = await idsWithKey(folder, '', request.key);
  const id = open ?? requestId((await lastNumber(folder)) + 1, request.key);
  const head = {
    id,
    title: request.title,
    model: name,
    asked: new Date().toISOString(),
    deadline: new Date(deadlineMs).toISOString(),
    key: request.key,
  };
  const run = path.basename(path.dirname(folder));
  await writeWhole(requestFile(folder, id), requestText(request, head, run));
  return { id, deadlineMs };
}

async function lastNumber(folder: string): Promise<number> {
  const drawers = await Promise.all([
    idsIn(folder),
    idsIn(folder, 'answered'),
    idsIn(folder, 'withdrawn'),
  ]);
  return Math.max(0, ...drawers.map((ids) => ids.at(-1)).map((id) => numberOf(id ?? '0')));
}

interface Look extends OpenRequest {
  readonly folder: string;
  readonly reader: ReplyReader;
}

/** The completion, once there is one; undefined as long as it is worth waiting. Throws ModelError. */
async function look({ folder, id, deadlineMs, reader }: Look): Promise<Completion | undefined> {
  if (!(await isFile(requestFile(folder, id)))) return closedMeanwhile(folder, id);
  const found = await reader.look();
  if (found.status === 'whole') {
    const claim = await latestClaim(folder, id);
    // Somebody else may close it just now: the next look says how.
    if (!(await closeAnswered(folder, id))) return undefined;
    return completionOf(found.reply, claim?.by);
  }
  if (found.status === 'too-long') {
    await withdraw(folder, id, `its reply had ${found.bytes} bytes`);
    throw new ModelError(`the reply to request ${id} has ${found.bytes} bytes`, {
      kind: 'malformed',
      hint: 'a reply in the mailbox may have 1 MiB at most',
    });
  }
  const isDue = found.status === 'none' || found.writtenMs > deadlineMs;
  if (Date.now() <= deadlineMs || !isDue) return undefined;
  await withdraw(folder, id, 'its deadline had passed');
  throw new ModelError(`nobody answered request ${id} of the mailbox in time`, {
    kind: 'timeout',
    hint: 'answer with adrs mailbox, or give the model a longer timeout',
  });
}

/** Another call with the same key, or a person, closed it. */
async function closedMeanwhile(folder: string, id: string): Promise<Completion> {
  await tidy(folder);
  const reply = await readTaken(folder, id);
  if (reply !== undefined) return completionOf(reply, undefined);
  if (await isFile(requestFile(folder, id, 'withdrawn'))) {
    throw new ModelError(`request ${id} of the mailbox was withdrawn`, { kind: 'timeout' });
  }
  throw new ModelError(`request ${id} of the mailbox was declined: its file is gone`, {
    kind: 'request',
  });
}

function completionOf({ text, by }: WrittenReply, claimedBy: string | undefined): Completion {
  const answeredBy = by ?? claimedBy ?? ANONYMOUS;
  return { text, finish: 'stop', usage: NO_TOKENS, answeredBy };
}
