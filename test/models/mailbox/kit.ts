import { mkdtempSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { hashText } from '../../../src/core/hash.ts';
import { ModelError } from '../../../src/core/errors.ts';
import type { Completion, ModelRequest } from '../../../src/core/model.ts';
import { createMailboxModel } from '../../../src/models/mailbox/model.ts';

/** Interval in which the mailboxes of the tests look for replies. */
export const POLL_MS = 40;

/** The folder of a run that goes away with the test, and its mailbox, which is not made yet. */
export function freshRun(): { readonly run: string; readonly folder: string } {
  const run = mkdtempSync(path.join(tmpdir(), 'adrs-test-mailbox-'));
  onTestFinished(() => rmSync(run, { recursive: true, force: true }));
  return { run, folder: path.join(run, 'mailbox') };
}

/** The same text is the same request. */
export function requestOf(text: string): ModelRequest {
  return {
    key: hashText(text),
    title: `improve ${text}`,
    messages: [{ role: 'user', text }],
  };
}

/** A mailbox that somebody asks something. */
export interface Asking {
  readonly answer: Promise<Completion>;
  /** Stops waiting, as an interrupted run does. */
  abort(this: void): void;
}

/** Asks; the call ends with the test at the latest. */
export function ask(
  folder: string,
  request: ModelRequest | string,
  { timeoutMs = 60_000, pollMs = POLL_MS } = {},
): Asking {
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  const model = createMailboxModel({ name: 'person', folder, timeoutMs, pollMs });
  const answer = model.complete(
    typeof request === 'string' ? requestOf(request) : request,
    controller.signal,
  );
  answer.catch(() => undefined);
  return { answer, abort: () => controller.abort(new Error('interrupted')) };
}

/** Names of the files in a part of the mailbox, sorted; none when there is no such part. */
export async function filesIn(folder: string, part = ''): Promise<readonly string[]> {
  const entries = await readdir(path.join(folder, part), { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .toSorted();
}

/** Waits until as many requests have no reply; their ids. */
export async function openIds(folder: string, count = 1): Promise<readonly string[]> {
  for (let look = 0; look < 500; look += 1) {
    const names = await filesIn(folder);
    const ids = names.flatMap((name) => /^(\d+-[0-9a-f]+)\.md$/.exec(name)?.[1] ?? []);
    const open = ids.filter((id) => !names.includes(`${id}.reply.md`));
    if (open.length === count) return open;
    await sleep(10);
  }
  throw new Error(`there never were ${count} open requests`);
}

/** The one open request. */
export async function openId(folder: string): Promise<string> {
  const [id] = await openIds(folder);
  return id ?? '';
}

/** The ModelError that a call ends with. */
export async function failureOf(answer: Promise<unknown>): Promise<ModelError> {
  const failure = await answer.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure instanceof ModelError) return failure;
  throw new Error('expected a ModelError', { cause: failure });
}
