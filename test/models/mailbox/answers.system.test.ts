import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { answerRequest, claimNext, listMailbox } from '../../../src/models/mailbox/answers.ts';
import { createMailboxModel } from '../../../src/models/mailbox/model.ts';
import { describeLanguageModel } from '../../../src/testing/model-contract.ts';
import { start, until } from '../../cli/processes.ts';
import { ask, filesIn, freshRun, openId, openIds, requestOf } from './kit.ts';

const ANSWERER = path.join(import.meta.dirname, 'fixtures', 'answerer.ts');
const LEASE = { leaseMs: 60_000 };

describe('answerers', () => {
  test('two processes at once never get the same request, and all are answered', async () => {
    const { run, folder } = freshRun();
    const model = createMailboxModel({ name: 'm', folder, pollMs: 200 });
    const { signal } = new AbortController();
    const answers = Array.from({ length: 50 }, (_, index) =>
      model.complete(requestOf(`q${index}`), signal),
    );
    const ids = await openIds(folder, 50);
    const go = path.join(run, 'go');
    const answerers = ['ann', 'bob'].map((name) =>
      start([process.execPath, ANSWERER, folder, name, go]),
    );
    await until(() => answerers.every((answerer) => answerer.out() === 'ready\n'), 'two answerers');
    await writeFile(go, '');
    const ended = await Promise.all(answerers.map((answerer) => answerer.ended));
    expect(ended).toMatchObject([
      { code: 0, err: '' },
      { code: 0, err: '' },
    ]);
    const handedOut = ended.map(({ out }) => out.trim().split('\n').slice(1));
    expect(handedOut.every((some) => some.length > 0)).toBe(true);
    expect(handedOut.flat().toSorted()).toEqual(ids);
    const replies = await Promise.all(answers);
    const whose = new Map(
      ['ann', 'bob'].flatMap((name, index) => (handedOut[index] ?? []).map((id) => [id, name])),
    );
    expect(replies).toEqual(
      ids.map((id) => {
        const name = whose.get(id) ?? '';
        const text: unknown = `${name} answers ${id}`;
        return expect.objectContaining({ text, answeredBy: name });
      }),
    );
    expect(await openIds(folder, 0)).toEqual([]);
  });

  test('of twenty at once one gets the request', async () => {
    const { folder } = freshRun();
    ask(folder, 'q');
    const id = await openId(folder);
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, index) => claimNext(folder, { ...LEASE, by: `n${index}` })),
    );
    const lucky = claims.flatMap((claimed, index) => (claimed === undefined ? [] : [`n${index}`]));
    expect(lucky).toHaveLength(1);
    expect(await listMailbox(folder)).toMatchObject([
      { id, status: 'claimed', claimedBy: lucky[0] },
    ]);
  });

  test('of twenty at once one gets a request whose lease is over', async () => {
    const { folder } = freshRun();
    ask(folder, 'q');
    await openId(folder);
    await claimNext(folder, { by: 'slow', leaseMs: 1 });
    await sleep(5);
    expect(await listMailbox(folder)).toMatchObject([{ status: 'open' }]);
    const claims = await Promise.all(Array.from({ length: 20 }, () => claimNext(folder, LEASE)));
    expect(claims.filter((claimed) => claimed !== undefined)).toHaveLength(1);
  });

  test('of twenty answers at once the first wins and the others are refused and kept', async () => {
    const { folder } = freshRun();
    const { answer } = ask(folder, 'q');
    const id = await openId(folder);
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        answerRequest(folder, id, { text: `answer ${index}`, by: `n${index}` }),
      ),
    );
    const winner = tries.findIndex(({ status }) => status === 'fulfilled');
    const losers = tries.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
    expect(losers).toHaveLength(19);
    const refusal = `MailboxError: request ${id} has been answered already`;
    expect(losers.every((text) => text.startsWith(refusal))).toBe(true);
    await expect(answerRequest(folder, id, { text: 'last' })).rejects.toThrow(`by n${winner}`);
    expect(await answer).toMatchObject({ text: `answer ${winner}`, answeredBy: `n${winner}` });
    const kept = await filesIn(folder, 'late');
    const texts = await Promise.all(
      kept.map((name) => readFile(path.join(folder, 'late', name), 'utf8')),
    );
    const all = Array.from({ length: 20 }, (_, index) => `answer ${index}`);
    const others = all.filter((_, index) => index !== winner);
    expect(texts.toSorted()).toEqual([...others, 'last'].toSorted());
  });

  test('get back their own request, for another lease, before any other', async () => {
    const { folder } = freshRun();
    ask(folder, 'a');
    const first = await openId(folder);
    const name = 'Ann/Lee (50, done.) .until-7.';
    await claimNext(folder, { by: name, leaseMs: 10_000 });
    ask(folder, 'b');
    await openIds(folder, 2);
    expect(await claimNext(folder, { by: name, leaseMs: 90_000 })).toMatchObject({ id: first });
    const [entry] = await listMailbox(folder);
    expect(Date.parse(entry?.claimedUntil ?? '') - Date.now()).toBeGreaterThan(60_000);
    expect(await claimNext(folder, { ...LEASE, by: 'bob' })).not.toMatchObject({ id: first });
    expect(await claimNext(folder, LEASE)).toBeUndefined();
  });

  test('get back their own request after its lease, too, if nobody else took it', async () => {
    const { folder } = freshRun();
    ask(folder, 'a');
    await openIds(folder, 1);
    ask(folder, 'b');
    const [first, second] = await openIds(folder, 2);
    await claimNext(folder, { by: 'bob', leaseMs: 60_000 });
    await claimNext(folder, { by: 'ann', leaseMs: 1 });
    await answerRequest(folder, first ?? '', { text: 'x' });
    ask(folder, 'c');
    await sleep(5);
    expect(await claimNext(folder, { ...LEASE, by: 'ann' })).toMatchObject({ id: second });
  });

  test('without a name get no request twice', async () => {
    const { folder } = freshRun();
    ask(folder, 'q');
    await openId(folder);
    expect(await claimNext(folder, LEASE)).toBeDefined();
    expect(await claimNext(folder, LEASE)).toBeUndefined();
  });

  test('with a name as long as the command line allows can claim', async () => {
    const { folder } = freshRun();
    ask(folder, 'q');
    await openId(folder);
    const by = '\u{20000}'.repeat(50);
    await claimNext(folder, { ...LEASE, by });
    expect(await listMailbox(folder)).toMatchObject([{ claimedBy: by }]);
  });

  test('may shorten an id to its number or a beginning, and to nothing else', async () => {
    const { folder } = freshRun();
    ask(folder, 'a');
    await openIds(folder, 1);
    ask(folder, 'b');
    const [first = '', second = ''] = await openIds(folder, 2);
    await expect(answerRequest(folder, '0000', { text: 'x' })).rejects.toThrow(
      '2 requests begin with',
    );
    expect(await answerRequest(folder, '1', { text: 'x' })).toBe(first);
    expect(await answerRequest(folder, second.slice(0, 8), { text: 'x' })).toBe(second);
  });

  test.each([
    '../00001',
    '../../etc/passwd',
    '/etc/passwd',
    'answered/00001',
    '..',
    '.',
    '00001\u0000',
    '00001*',
    '-rf',
    '__proto__',
    '9'.repeat(200),
    'NaN',
    '1e0',
    '\n',
  ])('cannot reach anything with the id %j', async (id) => {
    const { run, folder } = freshRun();
    ask(folder, 'q');
    await openId(folder);
    await expect(answerRequest(folder, id, { text: 'x' })).rejects.toThrow('there is no request');
    expect(await filesIn(run)).toEqual([]);
    expect(await filesIn(folder, 'late')).toEqual([]);
  });
});

/** Answers every request with its own text, one after the other, until the abort. */
async function echo(folder: string, latencyMs: number, { signal }: AbortController): Promise<void> {
  while (!signal.aborted) {
    const claimed = await claimNext(folder, LEASE);
    await sleep(claimed === undefined ? 5 : latencyMs, undefined, { signal }).catch(
      () => undefined,
    );
    if (claimed === undefined || signal.aborted) continue;
    await answerRequest(folder, claimed.id, { text: claimed.text });
  }
}

describeLanguageModel('a mailbox', ({ latencyMs }) => {
  const { folder } = freshRun();
  const stop = new AbortController();
  const answering = echo(folder, latencyMs, stop);
  return {
    model: createMailboxModel({ name: 'person', folder, pollMs: 100 }),
    close: () => {
      stop.abort();
      return answering;
    },
  };
});
