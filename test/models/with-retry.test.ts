import { expect, test } from 'vitest';
import { retryDelayMs, withRetry } from '../../src/models/with-retry.ts';
import { completionOf, failure, fakeModel, never, questionOf } from './fake-model.ts';

/** Sleeps that take no time and are written down. */
function sleeper() {
  const slept: number[] = [];
  return {
    slept,
    sleep: async (ms: number) => {
      slept.push(ms);
    },
  };
}

const backoff = { baseMs: 100, maxMs: 1000, random: () => 0.5 };

test('a failure that may pass is tried again until a reply comes', async () => {
  const model = fakeModel((call) => {
    if (call < 3) throw failure('server');
    return completionOf('at last');
  });
  const { slept, sleep } = sleeper();
  const reply = await withRetry(model, { ...backoff, attempts: 5, sleep }).complete(
    questionOf(),
    never,
  );
  expect(reply.text).toBe('at last');
  expect(slept).toEqual([50, 100]);
});

test.each(['access', 'request', 'unavailable', 'budget', 'missing-reply'] as const)(
  '%s is not tried again',
  async (kind) => {
    const model = fakeModel(() => {
      throw failure(kind);
    });
    const { slept, sleep } = sleeper();
    const asked = withRetry(model, { ...backoff, attempts: 5, sleep }).complete(
      questionOf(),
      never,
    );
    await expect(asked).rejects.toMatchObject({ kind, message: `it failed: ${kind}` });
    expect([model.calls(), slept]).toEqual([1, []]);
  },
);

test('the last failure tells the number of attempts, and whether any of them may be billed', async () => {
  const model = fakeModel((call) => {
    throw failure(call === 1 ? 'timeout' : 'connection');
  });
  const { sleep } = sleeper();
  const asked = withRetry(model, { ...backoff, attempts: 3, sleep }).complete(questionOf(), never);
  await expect(asked).rejects.toMatchObject({
    kind: 'connection',
    mayBeBilled: true,
    message: 'it failed: connection (attempt 3, the last)',
  });
  expect(model.calls()).toBe(3);
});

test('waits grow twofold up to their bound, with full jitter', () => {
  const bounds = [1, 2, 3, 4, 5, 6].map((attempt) =>
    retryDelayMs(failure('server'), attempt, { ...backoff, random: () => 1 }),
  );
  expect(bounds).toEqual([100, 200, 400, 800, 1000, 1000]);
  expect(retryDelayMs(failure('server'), 4, { ...backoff, random: () => 0 })).toBe(0);
});

test('a provider that names a time is given it, with jitter on top', () => {
  expect(retryDelayMs(failure('rate-limit', 700), 1, backoff)).toBe(750);
});

test('a provider that asks for longer than we wait at most is not asked again', async () => {
  const model = fakeModel(() => {
    throw failure('rate-limit', 3_600_000);
  });
  const { slept, sleep } = sleeper();
  const asked = withRetry(model, { ...backoff, attempts: 9, sleep }).complete(questionOf(), never);
  await expect(asked).rejects.toMatchObject({ kind: 'rate-limit', retryAfterMs: 3_600_000 });
  expect([model.calls(), slept]).toEqual([1, []]);
});

test('an abort ends the wait between two attempts with its reason', async () => {
  const model = fakeModel(() => {
    throw failure('server');
  });
  const run = new AbortController();
  const stubborn = withRetry(model, {
    attempts: 5,
    baseMs: 60_000,
    maxMs: 60_000,
    random: () => 1,
  });
  const asked = stubborn.complete(questionOf(), run.signal);
  setTimeout(() => {
    run.abort('enough');
  }, 5);
  await expect(asked).rejects.toBe('enough');
  expect(model.calls()).toBe(1);
});

test('what is no ModelError is a bug and surfaces unchanged', async () => {
  const bug = new TypeError('undefined is not a function');
  const model = fakeModel(() => {
    throw bug;
  });
  const asked = withRetry(model, { ...backoff, attempts: 5 }).complete(questionOf(), never);
  await expect(asked).rejects.toBe(bug);
  expect(model.calls()).toBe(1);
});
