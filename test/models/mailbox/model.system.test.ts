import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { answerRequest, claimNext, listMailbox } from '../../../src/models/mailbox/answers.ts';
import { MailboxError } from '../../../src/models/mailbox/error.ts';
import { createMailboxModel, withdrawOpenRequests } from '../../../src/models/mailbox/model.ts';
import { ask, failureOf, filesIn, freshRun, openId, openIds, POLL_MS, requestOf } from './kit.ts';

/** Writes a reply as an editor does that saves in one go. */
async function reply(folder: string, id: string, text: string | Uint8Array): Promise<void> {
  const draft = path.join(folder, `${id}.draft`);
  await writeFile(draft, text);
  await rename(draft, path.join(folder, `${id}.reply.md`));
}

async function statusOf(folder: string, id: string): Promise<string | undefined> {
  return (await listMailbox(folder)).find((entry) => entry.id === id)?.status;
}

/** The texts of the answers to a request that came too late, sorted. */
async function lateReplies(folder: string, id: string): Promise<readonly string[]> {
  const names = (await filesIn(folder, 'late')).filter((name) => name.startsWith(`${id}.reply`));
  const files = names.map((name) => path.join(folder, 'late', name));
  return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).toSorted();
}

describe('a request', () => {
  test('is a file that says what is asked, by whom, until when and how to answer', async () => {
    const { run, folder } = freshRun();
    const request = {
      ...requestOf('q'),
      messages: [
        { role: 'system', text: 'be brief' },
        { role: 'user', text: '===== message 3 of 3: user [00000000] =====' },
      ] as const,
    };
    ask(folder, request);
    const id = await openId(folder);
    expect(id).toBe(`00001-${request.key.slice(0, 12)}`);
    const text = await readFile(path.join(folder, `${id}.md`), 'utf8');
    expect(text).toMatch(
      /^---\nid: "00001-[^]*title: "improve q"\nmodel: "person"\nasked: "20[^]*\n---\n/,
    );
    expect(text).toContain(`adrs mailbox answer ${path.basename(run)} ${id} FILE`);
    const marks = text
      .split('\n')
      .filter((line) => line.includes(`[${request.key.slice(0, 8)}] =`));
    expect(marks).toHaveLength(3);
    expect(text.indexOf('be brief')).toBeGreaterThan(text.indexOf(marks[0] ?? '?'));
  });

  test('is answered by the file next to it, and both stay', async () => {
    const { folder } = freshRun();
    const { answer } = ask(folder, 'q');
    const id = await openId(folder);
    await reply(folder, id, 'Idea: wait\n');
    expect(await answer).toEqual({
      text: 'Idea: wait\n',
      finish: 'stop',
      usage: { input: 0, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 },
      answeredBy: 'mailbox',
    });
    expect(await filesIn(folder)).toEqual([`${id}.md`, `${id}.reply.md`]);
    expect(await statusOf(folder, id)).toBe('answered');
    expect(await claimNext(folder, { leaseMs: 60_000 })).toBeUndefined();
  });

  test('several are open at once, in the order of asking, each with its own answer', async () => {
    const { folder } = freshRun();
    const model = createMailboxModel({ name: 'm', folder, timeoutMs: 60_000, pollMs: POLL_MS });
    const { signal } = new AbortController();
    const answers = Array.from({ length: 12 }, (_, index) =>
      model.complete(requestOf(`q${index}`), signal),
    );
    const ids = await openIds(folder, 12);
    expect(ids.map((id) => Number.parseInt(id, 10))).toEqual(ids.map((_, index) => index + 1));
    for (const id of ids.toReversed()) await answerRequest(folder, id, { text: `to ${id}` });
    const texts = (await Promise.all(answers)).map(({ text }) => text);
    expect(texts).toEqual(ids.map((id) => `to ${id}`));
  });

  test('names who answered: who says so, else who claimed it', async () => {
    const { folder } = freshRun();
    const first = ask(folder, 'a');
    const id = await openId(folder);
    await claimNext(folder, { by: 'alice', leaseMs: 60_000 });
    await answerRequest(folder, id, { text: 'x', by: 'carol' });
    expect((await first.answer).answeredBy).toBe('carol');
    const second = ask(folder, 'b');
    const other = await openId(folder);
    await claimNext(folder, { by: 'dave', leaseMs: 60_000 });
    await reply(folder, other, 'by hand');
    expect((await second.answer).answeredBy).toBe('dave');
  });

  test('is declined by deleting its file', async () => {
    const { folder } = freshRun();
    const { answer } = ask(folder, 'q');
    await rm(path.join(folder, `${await openId(folder)}.md`));
    expect(await failureOf(answer)).toMatchObject({ kind: 'declined', retryable: false });
  });

  test('that a mailbox cannot write is an error of the mailbox', async () => {
    const { run } = freshRun();
    const folder = path.join(run, 'mailbox');
    await writeFile(folder, 'a file in its place');
    await expect(ask(folder, 'q').answer).rejects.toThrow(MailboxError);
  });
});

describe('a reply', () => {
  test.each([
    ['with a byte order mark and the line ends of another system', '\uFEFFa\r\nb\r\n'],
    ['in UTF-16', Buffer.from('\uFEFFa\nb\n', 'utf16le')],
  ])('%s is read as text', async (_, written) => {
    const { folder } = freshRun();
    const { answer } = ask(folder, 'q');
    await reply(folder, await openId(folder), written);
    expect((await answer).text).toBe('a\nb\n');
  });

  test('that begins with a rule keeps it', async () => {
    const { folder } = freshRun();
    const { answer } = ask(folder, 'q');
    await reply(folder, await openId(folder), '---\nIdea: x\n---\nrest');
    expect((await answer).text).toBe('---\nIdea: x\n---\nrest');
  });

  test('is not taken while it is still being written', async () => {
    const { folder } = freshRun();
    const { answer } = ask(folder, 'q', { pollMs: 500 });
    const file = path.join(folder, `${await openId(folder)}.reply.md`);
    let written = '';
    for (let part = 0; part < 30; part += 1) {
      written += `line ${part}\n`;
      await writeFile(file, written);
      await sleep(25);
    }
    expect((await answer).text).toBe(written);
  });

  test('that is empty, a link or a folder is none', async () => {
    const { run, folder } = freshRun();
    const { answer } = ask(folder, 'q');
    const file = path.join(folder, `${await openId(folder)}.reply.md`);
    const secret = path.join(run, 'secret');
    await writeFile(secret, 'do not read');
    await symlink(secret, file);
    await sleep(3 * POLL_MS);
    await rm(file);
    await mkdir(file);
    await sleep(3 * POLL_MS);
    await rm(file, { recursive: true });
    await writeFile(file, ' \n');
    await sleep(3 * POLL_MS);
    await writeFile(file, 'now');
    expect((await answer).text).toBe('now');
  });

  test('of more than a mebibyte is malformed, and the request is asked again', async () => {
    const { folder } = freshRun();
    const first = ask(folder, 'q');
    const id = await openId(folder);
    await reply(folder, id, 'x'.repeat(2 ** 20 + 1));
    expect(await failureOf(first.answer)).toMatchObject({ kind: 'malformed', retryable: true });
    const second = ask(folder, 'q');
    const again = await openId(folder);
    expect(again).not.toBe(id);
    await reply(folder, again, 'y'.repeat(2 ** 20));
    expect((await second.answer).text).toHaveLength(2 ** 20);
  });

  test('of more than a mebibyte is not accepted from the command line, and the request stays open', async () => {
    const { folder } = freshRun();
    ask(folder, 'q');
    const id = await openId(folder);
    await expect(answerRequest(folder, id, { text: 'x'.repeat(2 ** 20 + 1) })).rejects.toThrow(
      MailboxError,
    );
    await expect(answerRequest(folder, id, { text: ' \n' })).rejects.toThrow('empty');
    expect(await statusOf(folder, id)).toBe('open');
  });
});

describe('a deadline', () => {
  test('that passes withdraws the request, and an answer after it is refused and kept', async () => {
    const { folder } = freshRun();
    const failure = await failureOf(ask(folder, 'q', { timeoutMs: 150 }).answer);
    expect(failure).toMatchObject({ kind: 'timeout', retryable: true, mayBeBilled: false });
    const [entry] = await listMailbox(folder);
    expect(entry).toMatchObject({ status: 'withdrawn', title: 'improve q' });
    const id = entry?.id ?? '';
    await expect(answerRequest(folder, id, { text: 'too late' })).rejects.toThrow(
      `request ${id} was withdrawn: its deadline had passed`,
    );
    expect(await lateReplies(folder, id)).toEqual(['too late']);
    expect(await statusOf(folder, id)).toBe('late');
  });

  test('that passed makes a reply by hand late, and it is never used', async () => {
    const { folder } = freshRun();
    await failureOf(ask(folder, 'q', { timeoutMs: 150 }).answer);
    const [entry] = await listMailbox(folder);
    const id = entry?.id ?? '';
    await reply(folder, id, 'too late');
    const second = ask(folder, 'q');
    const again = await openId(folder);
    expect(await statusOf(folder, id)).toBe('late');
    await reply(folder, again, 'in time');
    expect((await second.answer).text).toBe('in time');
  });
});

describe('a reply that is still being written at the deadline', () => {
  test('is late', async () => {
    const { folder } = freshRun();
    const { answer } = ask(folder, 'q', { timeoutMs: 1500, pollMs: 200 });
    const id = await openId(folder);
    let text = '';
    const typing = setInterval(() => {
      text += 'more\n';
      writeFileSync(path.join(folder, `${id}.reply.md`), text);
    }, 30);
    expect(await failureOf(answer).finally(() => clearInterval(typing))).toMatchObject({
      kind: 'timeout',
    });
    expect(await statusOf(folder, id)).toBe('late');
  });

  test('is taken when it was whole before, although nobody could know yet', async () => {
    const { folder } = freshRun();
    const { answer } = ask(folder, 'q', { timeoutMs: 1200, pollMs: 1300 });
    await reply(folder, await openId(folder), 'just in time');
    expect((await answer).text).toBe('just in time');
  });
});

describe('a run that ends', () => {
  test('withdraws what is open; answers are refused and kept', async () => {
    const { folder } = freshRun();
    const { answer, abort } = ask(folder, 'q');
    const id = await openId(folder);
    abort();
    await expect(answer).rejects.toThrow('interrupted');
    await withdrawOpenRequests(folder);
    await expect(answerRequest(folder, id, { text: 'x' })).rejects.toThrow('the run is over');
    await expect(answerRequest(folder, id, { text: 'y' })).rejects.toThrow('the run is over');
    expect(await lateReplies(folder, id)).toEqual(['x', 'y']);
    expect(await claimNext(folder, { leaseMs: 60_000 })).toBeUndefined();
  });

  test('leaves what has been answered, and has nothing to withdraw without a mailbox', async () => {
    const { folder } = freshRun();
    await withdrawOpenRequests(folder);
    ask(folder, 'q');
    const id = await openId(folder);
    await answerRequest(folder, id, { text: 'x' });
    await withdrawOpenRequests(folder);
    expect(await statusOf(folder, id)).toBe('answered');
  });
});

describe('a run that goes on', () => {
  test('finds its open request, under the same name, with the answer that came meanwhile', async () => {
    const { folder } = freshRun();
    const before = ask(folder, 'q');
    const id = await openId(folder);
    before.abort();
    await expect(before.answer).rejects.toThrow('interrupted');
    await claimNext(folder, { by: 'alice', leaseMs: 60_000 });
    await answerRequest(folder, id, { text: 'while you were out' });
    expect(await statusOf(folder, id)).toBe('answered');
    const after = await ask(folder, 'q').answer;
    expect(after).toMatchObject({ text: 'while you were out', answeredBy: 'alice' });
  });

  test('keeps the name and the claim of a request that is still open, with a new deadline', async () => {
    const { folder } = freshRun();
    const before = ask(folder, 'q', { timeoutMs: 10_000 });
    const id = await openId(folder);
    await claimNext(folder, { by: 'alice', leaseMs: 60_000 });
    before.abort();
    const [entry] = await listMailbox(folder);
    const after = ask(folder, 'q', { timeoutMs: 90_000 });
    await sleep(5 * POLL_MS);
    expect(await openId(folder)).toBe(id);
    const [again] = await listMailbox(folder);
    expect(again).toMatchObject({ id, status: 'claimed', claimedBy: 'alice' });
    expect(Date.parse(again?.deadline ?? '')).toBeGreaterThan(
      Date.parse(entry?.deadline ?? '') + 60_000,
    );
    await answerRequest(folder, id, { text: 'x' });
    expect((await after.answer).text).toBe('x');
  });

  test('after a kill gets the answer that had been taken but not recorded', async () => {
    const { folder } = freshRun();
    const before = ask(folder, 'q');
    await answerRequest(folder, await openId(folder), { text: 'once' });
    await before.answer;
    expect((await ask(folder, 'q').answer).text).toBe('once');
    expect(await openIds(folder, 0)).toEqual([]);
  });

  test('after a kill between the steps of withdrawing asks on in the same file', async () => {
    const { folder } = freshRun();
    const before = ask(folder, 'q');
    const id = await openId(folder);
    before.abort();
    await mkdir(path.join(folder, 'withdrawn'));
    await copyFile(path.join(folder, `${id}.md`), path.join(folder, 'withdrawn', `${id}.md`));
    expect(await statusOf(folder, id)).toBe('open');
    const after = ask(folder, 'q');
    await answerRequest(folder, id, { text: 'half way' });
    expect((await after.answer).text).toBe('half way');
  });

  test('after kill -9 takes up the same file, and another process had answered it', async () => {
    const { folder } = freshRun();
    const source = path.join(import.meta.dirname, '../../../src/models/mailbox/model.ts');
    const script = `import { createMailboxModel } from ${JSON.stringify(source)};
      const model = createMailboxModel({ name: 'person', folder: ${JSON.stringify(folder)} });
      await model.complete(${JSON.stringify(requestOf('q'))}, new AbortController().signal);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: 'ignore',
    });
    const id = await openId(folder);
    child.kill('SIGKILL');
    await once(child, 'close');
    await answerRequest(folder, id, { text: 'still here' });
    expect((await ask(folder, 'q').answer).text).toBe('still here');
  });
});
