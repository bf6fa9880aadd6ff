import { expect, test } from 'vitest';
import { ModelError } from '../../src/core/errors.ts';
import type { Completion, LanguageModel } from '../../src/core/model.ts';
import { withBreaker } from '../../src/models/with-breaker.ts';
import { completionOf, failure, fakeModel, never, questionOf } from './fake-model.ts';

/** A model that fails while `down`, behind a breaker, with a clock that is moved by hand. */
function brokenService({ failures = 3, cooldownMs = 1000 } = {}) {
  const service = { nowMs: 0, error: failure('server') as unknown, down: true };
  const model = fakeModel(() => {
    if (service.down) throw service.error;
    return completionOf('up');
  });
  const guarded = withBreaker(model, { failures, cooldownMs, now: () => service.nowMs });
  const ask = async (): Promise<string> => {
    try {
      return (await guarded.complete(questionOf(), never)).text;
    } catch (error) {
      return error instanceof Error && 'kind' in error ? String(error.kind) : 'a bug';
    }
  };
  const askTimes = async (times: number): Promise<string[]> => {
    const said: string[] = [];
    // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
    for (let time = 0; time < times; time += 1) said.push(await ask());
    return said;
  };
  return { service, model, guarded, ask, askTimes };
}

test('after failures in a row the model backs off: calls fail at once, without a request', async () => {
  const { model, askTimes } = brokenService();
  expect(await askTimes(5)).toEqual(['server', 'server', 'server', 'unavailable', 'unavailable']);
  expect(model.calls()).toBe(3);
});

test('the error of an open circuit says what happened last and when to come back', async () => {
  const { service, guarded, askTimes } = brokenService();
  await askTimes(3);
  service.nowMs = 400;
  await expect(guarded.complete(questionOf(), never)).rejects.toMatchObject({
    kind: 'unavailable',
    retryAfterMs: 600,
    message: 'model fake backs off for another 1 s; it last failed with: it failed: server',
  });
});

test('a request that fails whenever it is tried does not cut off the others', async () => {
  const model: LanguageModel = {
    ...fakeModel(() => completionOf('up')),
    complete: ({ key }) =>
      key === 'poison' ? Promise.reject(failure('server')) : Promise.resolve(completionOf('up')),
  };
  const guarded = withBreaker(model, { failures: 2, attempts: 3, cooldownMs: 1000, now: () => 0 });
  const ask = (key: string): Promise<unknown> =>
    guarded.complete({ ...questionOf(), key }, never).catch((error: unknown) => error);
  for (let time = 0; time < 5; time += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
    expect(await ask('poison')).toMatchObject({ kind: 'server' });
  }
  expect(await ask('good')).toMatchObject({ text: 'up' });
});

test('several requests that fail as often as each is tried open the circuit', async () => {
  const model = fakeModel(() => {
    throw failure('server');
  });
  const guarded = withBreaker(model, { failures: 2, attempts: 3, cooldownMs: 1000, now: () => 0 });
  const kinds: unknown[] = [];
  for (const key of ['a', 'b', 'a', 'b', 'a', 'b', 'c']) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
    await guarded.complete({ ...questionOf(), key }, never).catch((error: unknown) => {
      kinds.push(error instanceof ModelError ? error.kind : error);
    });
  }
  expect(kinds).toEqual([...Array.from({ length: 6 }, () => 'server'), 'unavailable']);
});

test('a success in between restarts the count', async () => {
  const { service, model, ask, askTimes } = brokenService();
  await askTimes(2);
  service.down = false;
  await ask();
  service.down = true;
  expect(await askTimes(3)).toEqual(['server', 'server', 'server']);
  expect(model.calls()).toBe(6);
});

test.each(['access', 'request', 'budget'] as const)('%s never opens the circuit', async (kind) => {
  const { service, askTimes } = brokenService();
  service.error = failure(kind);
  expect(await askTimes(6)).toEqual(Array.from({ length: 6 }, () => kind));
});

test('an answer on purpose shows that the provider is there and restarts the count', async () => {
  const { service, askTimes } = brokenService();
  await askTimes(2);
  service.error = failure('request');
  await askTimes(1);
  service.error = failure('server');
  expect(await askTimes(3)).toEqual(['server', 'server', 'server']);
});

test('a failure that arrives late does not prolong the rest', async () => {
  let nowMs = 0;
  const answers = [Promise.withResolvers<Completion>(), Promise.withResolvers<Completion>()];
  const model = fakeModel((call) => answers[call - 1]?.promise ?? completionOf('up'));
  const guarded = withBreaker(model, { failures: 1, cooldownMs: 1000, now: () => nowMs });
  const asked = answers.map(() => guarded.complete(questionOf(), never));
  const outcomes = Promise.allSettled(asked);
  answers[0]?.reject(failure('server'));
  await expect(asked[0]).rejects.toMatchObject({ kind: 'server' });
  nowMs = 500;
  answers[1]?.reject(failure('server'));
  await outcomes;
  nowMs = 1000;
  expect((await guarded.complete(questionOf(), never)).text).toBe('up');
});

test('a call that the run gave up says nothing about the provider', async () => {
  const run = new AbortController();
  const model = fakeModel((call) => {
    if (call > 1) return completionOf('up');
    run.abort('stop');
    throw failure('server');
  });
  const guarded = withBreaker(model, { failures: 1, cooldownMs: 1000, now: () => 0 });
  await expect(guarded.complete(questionOf(), run.signal)).rejects.toMatchObject({
    kind: 'server',
  });
  expect((await guarded.complete(questionOf(), never)).text).toBe('up');
});

test('when the time is over exactly one call probes, and its success closes the circuit', async () => {
  const { service, model, ask, askTimes } = brokenService();
  await askTimes(3);
  service.nowMs = 1000;
  service.down = false;
  expect(await Promise.all([ask(), ask(), ask()])).toEqual(['up', 'unavailable', 'unavailable']);
  expect(model.calls()).toBe(4);
  expect(await askTimes(2)).toEqual(['up', 'up']);
});

test('a probe that fails opens the circuit for another while', async () => {
  const { service, model, askTimes } = brokenService();
  await askTimes(3);
  service.nowMs = 1000;
  expect(await askTimes(2)).toEqual(['server', 'unavailable']);
  service.nowMs = 1999;
  expect(await askTimes(1)).toEqual(['unavailable']);
  service.nowMs = 2000;
  expect(await askTimes(1)).toEqual(['server']);
  expect(model.calls()).toBe(5);
});

test('a probe that is given up leaves room for the next one', async () => {
  const run = new AbortController();
  let nowMs = 0;
  const model = fakeModel((call) => {
    if (call === 1) throw failure('server');
    if (call > 2) return completionOf('up');
    return new Promise<Completion>((_, reject) => {
      run.signal.addEventListener('abort', () => {
        reject(run.signal.reason);
      });
    });
  });
  const guarded = withBreaker(model, { failures: 1, cooldownMs: 10, now: () => nowMs });
  await expect(guarded.complete(questionOf(), never)).rejects.toMatchObject({ kind: 'server' });
  nowMs = 10;
  const probe = guarded.complete(questionOf(), run.signal);
  run.abort('stop');
  await expect(probe).rejects.toBe('stop');
  expect((await guarded.complete(questionOf(), never)).text).toBe('up');
});

test('a provider that asks for a longer rest than the cooldown gets it', async () => {
  const { service, askTimes } = brokenService();
  service.error = failure('rate-limit', 5000);
  await askTimes(3);
  service.nowMs = 4999;
  expect(await askTimes(1)).toEqual(['unavailable']);
  service.nowMs = 5000;
  expect(await askTimes(1)).toEqual(['rate-limit']);
});

test('a provider that asks for a long pause is left alone at once, for that long', async () => {
  const { service, model, guarded, ask } = brokenService();
  service.error = new ModelError('slow', { kind: 'rate-limit', retryAfterMs: 3_000_000 });
  expect(await ask()).toBe('rate-limit');
  service.nowMs = 2_900_000;
  await expect(guarded.complete(questionOf(), never)).rejects.toMatchObject({
    kind: 'unavailable',
    retryAfterMs: 100_000,
  });
  expect(model.calls()).toBe(1);
});
