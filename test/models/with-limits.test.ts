import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Completion } from '../../src/core/model.ts';
import { createMinuteWindow } from '../../src/models/minute-window.ts';
import { withLimits } from '../../src/models/with-limits.ts';
import { completionOf, failure, fakeModel, never, questionOf } from './fake-model.ts';

/** Lets every promise that can go on go on. */
const settle = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

/** A clock that is moved by hand and wakes those who sleep by it. */
function handClock() {
  let nowMs = 0;
  let sleepers: { readonly atMs: number; readonly wake: () => void }[] = [];
  return {
    now: () => nowMs,
    sleep: (ms: number, signal: AbortSignal): Promise<void> =>
      new Promise((resolve, reject) => {
        const sleeper = { atMs: nowMs + ms, wake: resolve };
        sleepers.push(sleeper);
        signal.addEventListener('abort', () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          reject(signal.reason);
        });
      }),
    sleeping: () => sleepers.length,
    async advance(ms: number): Promise<void> {
      nowMs += ms;
      const due = sleepers.filter(({ atMs }) => atMs <= nowMs);
      sleepers = sleepers.filter(({ atMs }) => atMs > nowMs);
      for (const { wake } of due) wake();
      await settle();
    },
  };
}

/** A model whose calls are written down and stay open until they are answered. */
function openCalls() {
  const open: { readonly text: string; readonly answer: (tokens: number) => void }[] = [];
  const model = {
    ...fakeModel(() => completionOf('')),
    complete: (request: { readonly messages: readonly { readonly text: string }[] }) =>
      new Promise<Completion>((resolve) => {
        const text = request.messages[0]?.text ?? '';
        open.push({
          text,
          answer: (tokens) => {
            resolve(completionOf(text, tokens));
          },
        });
      }),
  };
  return { model, open };
}

const countTokens = (text: string): number => text.length;

test('no more than the allowed number of calls are in flight, and the others follow in order', async () => {
  const { model, open } = openCalls();
  const limited = withLimits(model, { concurrency: 2, countTokens });
  const asked = ['a', 'b', 'c', 'd'].map((text) => limited.complete(questionOf(text), never));
  await settle();
  expect(open.map(({ text }) => text)).toEqual(['a', 'b']);
  open[1]?.answer(2);
  await settle();
  expect(open.map(({ text }) => text)).toEqual(['a', 'b', 'c']);
  open[0]?.answer(2);
  open[2]?.answer(2);
  await settle();
  open[3]?.answer(2);
  expect((await Promise.all(asked)).map(({ text }) => text)).toEqual(['a', 'b', 'c', 'd']);
});

test('a waiting call ends at once with the reason of its signal and is never sent', async () => {
  const { model, open } = openCalls();
  const limited = withLimits(model, { concurrency: 1, countTokens });
  const run = new AbortController();
  const first = limited.complete(questionOf('first'), never);
  const waiting = limited.complete(questionOf('waiting'), run.signal);
  await settle();
  run.abort('stop');
  await expect(waiting).rejects.toBe('stop');
  open[0]?.answer(2);
  await first;
  await settle();
  expect(open.map(({ text }) => text)).toEqual(['first']);
});

test('requests above the rate wait until the oldest of them is a minute old', async () => {
  const clock = handClock();
  const { model, open } = openCalls();
  const limited = withLimits(model, {
    concurrency: 9,
    requestsPerMinute: 2,
    countTokens,
    ...clock,
  });
  void limited.complete(questionOf('a'), never);
  await settle();
  await clock.advance(10_000);
  void limited.complete(questionOf('b'), never);
  void limited.complete(questionOf('c'), never);
  await settle();
  expect(open).toHaveLength(2);
  await clock.advance(49_999);
  expect(open).toHaveLength(2);
  await clock.advance(1);
  expect(open).toHaveLength(3);
});

test('a call that waits for the rate ends at once with its signal and does not hold up the next', async () => {
  const clock = handClock();
  const { model, open } = openCalls();
  const limited = withLimits(model, {
    concurrency: 9,
    requestsPerMinute: 1,
    countTokens,
    ...clock,
  });
  const run = new AbortController();
  void limited.complete(questionOf('a'), never);
  const waiting = limited.complete(questionOf('b'), run.signal);
  void limited.complete(questionOf('c'), never);
  await settle();
  run.abort('stop');
  await expect(waiting).rejects.toBe('stop');
  await settle();
  await clock.advance(60_000);
  expect(open.map(({ text }) => text)).toEqual(['a', 'c']);
});

test('a small request does not overtake a large one, and goes as soon as the large one is given up', async () => {
  const clock = handClock();
  const { model, open } = openCalls();
  // The first leaves 220 tokens: too few for the second (250), enough for the third (101).
  const limited = withLimits(model, {
    concurrency: 9,
    tokensPerMinute: 330,
    countTokens,
    ...clock,
  });
  const run = new AbortController();
  void limited.complete(questionOf('first-----'), never);
  const large = limited.complete(questionOf('l'.repeat(150)), run.signal);
  void limited.complete(questionOf('s'), never);
  await settle();
  expect(open.map(({ text }) => text)).toEqual(['first-----']);
  run.abort('stop');
  await expect(large).rejects.toBe('stop');
  await settle();
  expect(open.map(({ text }) => text)).toEqual(['first-----', 's']);
  expect(clock.sleeping()).toBe(0);
});

test('a call counts with the most it may take until its reply tells what it took', async () => {
  const clock = handClock();
  const { model, open } = openCalls();
  // 10 tokens of input and at most 100 of output: two fit, a third does not.
  const limited = withLimits(model, {
    concurrency: 9,
    tokensPerMinute: 250,
    countTokens,
    ...clock,
  });
  for (const text of ['aaaaaaaaaa', 'bbbbbbbbbb', 'cccccccccc']) {
    void limited.complete(questionOf(text), never);
  }
  await settle();
  expect(open).toHaveLength(2);
  open[0]?.answer(30);
  await settle();
  expect(open).toHaveLength(3);
  expect(clock.sleeping()).toBe(0);
});

test('a call that failed without being billed gives its tokens back', async () => {
  const clock = handClock();
  const model = fakeModel((call) => {
    if (call === 1) throw failure('server');
    return completionOf('second');
  });
  const limited = withLimits(model, {
    concurrency: 1,
    tokensPerMinute: 110,
    countTokens,
    ...clock,
  });
  await expect(limited.complete(questionOf(), never)).rejects.toMatchObject({ kind: 'server' });
  expect((await limited.complete(questionOf(), never)).text).toBe('second');
});

test('a request larger than the limit of tokens goes alone instead of never', async () => {
  const clock = handClock();
  const { model, open } = openCalls();
  const limited = withLimits(model, { concurrency: 9, tokensPerMinute: 50, countTokens, ...clock });
  void limited.complete(questionOf('a'), never);
  void limited.complete(questionOf('b'), never);
  await settle();
  expect(open).toHaveLength(1);
  await clock.advance(60_000);
  expect(open).toHaveLength(2);
});

test('whatever is asked for, no minute holds more than the limits and no wait is longer than needed', () => {
  const arrivals = fc.array(
    fc.record({ gapMs: fc.nat(30_000), tokens: fc.integer({ min: 1, max: 100 }) }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(arrivals, (asked) => {
      const limits = { requests: 4, tokens: 150 };
      const window = createMinuteWindow(limits);
      const started: { readonly atMs: number; readonly tokens: number }[] = [];
      const within = (atMs: number, tokens: number): boolean => {
        const minute = started.filter((entry) => entry.atMs > atMs - 60_000);
        const total = minute.reduce((sum, entry) => sum + entry.tokens, tokens);
        return minute.length < limits.requests && total <= limits.tokens;
      };
      let nowMs = 0;
      for (const { gapMs, tokens } of asked) {
        nowMs += gapMs;
        const delayMs = window.delayMs(tokens, nowMs);
        expect(delayMs === 0 || !within(nowMs + delayMs - 1, tokens)).toBe(true);
        nowMs += delayMs;
        expect(within(nowMs, tokens)).toBe(true);
        window.take(tokens, nowMs);
        started.push({ atMs: nowMs, tokens });
      }
    }),
  );
});
