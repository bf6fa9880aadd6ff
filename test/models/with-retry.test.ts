import { expect, test } from 'vitest';
import { withRetry } from '../../src/models/with-retry.ts';
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

/** The waits of a call that fails six times. */
async function waitsOf(random: () => number, retryAfterMs?: number): Promise<readonly number[]> {
  const model = fakeModel(() => {
    throw failure('rate-limit', retryAfterMs);
  });
  const { slept, sleep } = sleeper();
  const patient = withRetry(model, { ...backoff, random, attempts: 6, sleep });
  await expect(patient.complete(questionOf(), never)).rejects.toMatchObject({ retryAfterMs });
  return slept;
}

test('waits grow twofold up to their bound, with full jitter', async () => {
  expect(await waitsOf(() => 1)).toEqual([100, 200, 400, 800, 1000]);
  expect(await waitsOf(() => 0)).toEqual([0, 0, 0, 0, 0]);
});

test('a provider that names a time is given it, with jitter on top', async () => {
  expect(await waitsOf(() => 0.5, 7000)).toEqual([7050, 7100, 7200, 7400, 7500]);
});

test('a provider that asks for more than two minutes is not asked again', async () => {
  expect(await waitsOf(() => 0, 3_000_000)).toEqual([]);
  expect(await waitsOf(() => 0, 119_000)).toHaveLength(5);
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
