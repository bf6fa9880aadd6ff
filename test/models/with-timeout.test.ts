import { expect, test } from 'vitest';
import type { Completion } from '../../src/core/model.ts';
import { withTimeout } from '../../src/models/with-timeout.ts';
import { completionOf, fakeModel, never, questionOf } from './fake-model.ts';

const deaf = (): Promise<Completion> => new Promise(() => {});

test('a call that takes too long fails as a timeout that may be billed, even when the model is deaf', async () => {
  const model = withTimeout(fakeModel(deaf), { timeoutMs: 20 });
  await expect(model.complete(questionOf(), never)).rejects.toMatchObject({
    kind: 'timeout',
    mayBeBilled: true,
    message: 'model fake: no whole reply within 0.02 s',
  });
});

test('the model hears that its time is up', async () => {
  const heard = Promise.withResolvers<unknown>();
  const model = fakeModel((_, signal) => {
    signal.addEventListener('abort', () => {
      heard.resolve(signal.reason);
    });
    return deaf();
  });
  const asked = withTimeout(model, { timeoutMs: 5 }).complete(questionOf(), never);
  await expect(asked).rejects.toMatchObject({ kind: 'timeout' });
  expect(await heard.promise).toMatchObject({ kind: 'timeout' });
});

test('a reply in time passes through', async () => {
  const model = withTimeout(
    fakeModel(() => completionOf('quick')),
    { timeoutMs: 5000 },
  );
  expect((await model.complete(questionOf(), never)).text).toBe('quick');
});

test('an abort of the run rethrows its own reason, even when the model is deaf', async () => {
  const run = new AbortController();
  const asked = withTimeout(fakeModel(deaf), { timeoutMs: 5000 }).complete(
    questionOf(),
    run.signal,
  );
  run.abort('the run is over');
  await expect(asked).rejects.toBe('the run is over');
});

test('nothing is asked for a run that is over already', async () => {
  const model = fakeModel(deaf);
  const asked = withTimeout(model, { timeoutMs: 5000 }).complete(
    questionOf(),
    AbortSignal.abort('over'),
  );
  await expect(asked).rejects.toBe('over');
  expect(model.calls()).toBe(0);
});
