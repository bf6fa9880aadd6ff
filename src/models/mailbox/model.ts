import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { ModelError } from '../../core/errors.ts';
import type { Completion, LanguageModel, ModelRequest } from '../../core/model.ts';
import { pause } from '../pause.ts';
import { allowClaims, claimsIn } from './claims.ts';
import { mailboxFailure } from './error.ts';
import {
  idsIn,
  isFile,
  keyPart,
  numberOf,
  replyFile,
  requestFile,
  requestId,
  unless,
  withdrawnIn,
  writeWhole,
} from './folder.ts';
import { requestText, withdrawnText } from './format.ts';
import { createReplyReader, type FoundReply } from './reply.ts';

/** Settings of a mailbox. */
export interface MailboxModelOptions {
  /** Its name in the run file. */
  readonly name: string;
  /** Absolute path; made with the first request. */
  readonly folder: string;
  /** Time that a request stays open, from each time it is asked; an hour when left out. */
  readonly timeoutMs?: number | undefined;
  /** Time between two looks for a reply, which must find the same file; a second when left out. */
  readonly pollMs?: number | undefined;
}

const FREE = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0 };
const NO_TOKENS = { ...FREE, reasoning: 0 };

/**
 * A model that is a person or a coding agent: each request is a Markdown file in a folder, the reply
 * a file beside it (`adrs mailbox`). Any number may be open at once. An abort leaves its request open: asked
 * again, as by a run that goes on, it has the same file, and a reply that came meanwhile counts.
 * `withdrawOpenRequests` closes what a finished run leaves. After its deadline, or when its reply is
 * longer than 1 MiB, a request is withdrawn, and asked again it gets a new file. Costs and counts
 * nothing. Fails with the kinds `timeout`, `malformed` and, when somebody deleted the request's file to
 * decline it, `declined`. Throws MailboxError when the folder cannot be read or written.
 */
export function createMailboxModel(options: MailboxModelOptions): LanguageModel {
  const { name, folder, pollMs = 1000 } = options;
  let opening: Promise<unknown> = Promise.resolve();
  /** One after the other, so that each gets a number of its own. */
  const openInTurn = (request: ModelRequest): Promise<OpenRequest> => {
    const opened = opening.then(() => openRequest(request, options));
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
        const open = await openInTurn(request);
        const look = createReplyReader(replyFile(folder, open.id));
        for (;;) {
          const completion = await completionOf(open, look);
          if (completion !== undefined) return completion;
          await pause(pollMs, signal);
        }
      } catch (error) {
        throw mailboxFailure(error, folder);
      }
    },
  };
}

interface OpenRequest {
  readonly folder: string;
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly deadlineMs: number;
}

/** Writes the request, or takes up the one with the same key. */
async function openRequest(
  request: ModelRequest,
  { name, folder, timeoutMs = 3_600_000 }: MailboxModelOptions,
): Promise<OpenRequest> {
  const { key, title } = request;
  const ids = await idsIn(folder);
  const last = [ids.at(-1), (await idsIn(withdrawnIn(folder))).at(-1)];
  const number = 1 + Math.max(...last.map((each) => numberOf(each ?? '0')));
  const known = ids.find((each) => each.endsWith(keyPart(key)));
  const id = known ?? requestId(number, key);
  const deadlineMs = Date.now() + timeoutMs;
  const deadline = new Date(deadlineMs).toISOString();
  const head = { id, title, model: name, asked: new Date().toISOString(), deadline, key };
  const run = path.basename(path.dirname(folder));
  if (known === undefined) await allowClaims(folder, id);
  await writeWhole(requestFile(folder, id), requestText(request, head, run));
  return { folder, id, deadlineMs };
}

/** The completion, once there is one; undefined as long as it is worth waiting. Throws ModelError. */
async function completionOf(
  { folder, id, deadlineMs }: OpenRequest,
  look: () => Promise<FoundReply>,
): Promise<Completion | undefined> {
  if (!(await isFile(requestFile(folder, id)))) {
    throw new ModelError(`request ${id} was declined: its file is gone`, { kind: 'declined' });
  }
  const found = await look();
  if (found.status === 'whole') {
    const answeredBy = (await claimsIn(folder)).get(id)?.by ?? 'mailbox';
    return { text: found.text, finish: 'stop', usage: NO_TOKENS, answeredBy };
  }
  if (found.status === 'too-long') {
    await withdraw(folder, id, `its reply had ${found.bytes} bytes`);
    throw new ModelError(`the reply to request ${id} has ${found.bytes} bytes`, {
      kind: 'malformed',
      hint: 'a reply in the mailbox may have 1 MiB at most',
    });
  }
  if (Date.now() <= deadlineMs || found.writtenMs <= deadlineMs) return undefined;
  await withdraw(folder, id, 'its deadline had passed');
  throw new ModelError(`nobody answered request ${id} of the mailbox in time`, {
    kind: 'timeout',
    hint: 'answer with adrs mailbox, or give the model a longer timeout',
  });
}

/** Withdraws every request that has no reply, as the run is over. */
export async function withdrawOpenRequests(folder: string): Promise<void> {
  for (const id of await idsIn(folder)) {
    if (!(await isFile(replyFile(folder, id)))) await withdraw(folder, id, 'the run is over');
  }
}

async function withdraw(folder: string, id: string, because: string): Promise<void> {
  const text = await unless('ENOENT', readFile(requestFile(folder, id), 'utf8'));
  if (text === undefined) return;
  // The copy is in place before the request goes: whoever misses the one finds the other.
  await writeWhole(requestFile(withdrawnIn(folder), id), withdrawnText(text, because));
  await rm(requestFile(folder, id), { force: true });
}
