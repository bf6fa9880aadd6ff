import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { functionProvider, type AnswerFunction } from '../../src/models/function-provider.ts';
import type { LanguageModel } from '../../src/core/model.ts';
import { describeLanguageModel } from '../../src/testing/index.ts';

const parts = { name: 'me', timeoutMs: 60_000, env: {}, folder: '/nowhere' };

async function modelOf(answer: AnswerFunction): Promise<LanguageModel> {
  return functionProvider('mine', answer).create({}, parts);
}

describeLanguageModel('a function as a model', async ({ latencyMs }) => ({
  model: await modelOf(async ({ messages }, signal) => {
    await sleep(latencyMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    return messages.at(-1)?.text ?? '';
  }),
}));

test('a function that answers nothing is a failure that may pass', async () => {
  const model = await modelOf(() => Promise.resolve(' \n'));
  const question = { messages: [], title: 'anything', key: '0' };
  await expect(model.complete(question, AbortSignal.timeout(1_000))).rejects.toMatchObject({
    code: 'E_MODEL',
    kind: 'malformed',
    retryable: true,
  });
});

test('the name of a function is checked as that of any other kind', () => {
  expect(() => functionProvider('My Model', () => Promise.resolve(''))).toThrow(/kebab-case/);
});
