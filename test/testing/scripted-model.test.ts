import { describe, expect, test } from 'vitest';
import { ModelError } from '../../src/core/errors.ts';
import type { Completion, LanguageModel, ModelRequest } from '../../src/core/model.ts';
import { describeLanguageModel } from '../../src/testing/model-contract.ts';
import { modelLaws } from '../../src/testing/model-laws.ts';
import { ladder, scriptedModel } from '../../src/testing/scripted-model.ts';

const live = new AbortController().signal;
const requestOf = (...texts: readonly string[]): ModelRequest => ({
  title: 'test',
  key: 'f'.repeat(64),
  messages: texts.map((text, at) => ({ role: at % 2 === 0 ? 'user' : 'assistant', text })),
});
const lastOf = ({ messages }: ModelRequest): string => messages.at(-1)?.text ?? '';
const textOf = async (model: LanguageModel, ...texts: readonly string[]): Promise<string> =>
  (await model.complete(requestOf(...texts), live)).text;

describeLanguageModel('a scripted model', ({ latencyMs }) => ({
  model: scriptedModel({ replies: lastOf, latencyMs }),
}));

describe('a scripted model', () => {
  test('answers from a list in the order in which calls begin, whenever they end', async () => {
    const latencyMs = (_: ModelRequest, number: number): number => 20 - 10 * number;
    const model = scriptedModel({ replies: ['one', 'two', 'three'], latencyMs });
    const answers = await Promise.all(['a', 'b', 'c'].map((text) => textOf(model, text)));
    expect(answers).toEqual(['one', 'two', 'three']);
    expect(model.requests.map(lastOf)).toEqual(['a', 'b', 'c']);
  });

  test('says that its list has run out', async () => {
    const model = scriptedModel({ replies: ['only'] });
    await textOf(model, 'a');
    await expect(textOf(model, 'b')).rejects.toMatchObject({ kind: 'missing-reply' });
  });

  test('fails at the given call and answers the next one', async () => {
    const failure = new ModelError('busy', { kind: 'rate-limit', retryAfterMs: 5 });
    const model = scriptedModel({ replies: ['one', 'two'], failures: { 1: failure } });
    expect(await textOf(model, 'a')).toBe('one');
    await expect(textOf(model, 'b')).rejects.toBe(failure);
    expect(await textOf(model, 'c')).toBe('two');
    expect(model.requests).toHaveLength(3);
  });

  test('uses the given finish, usage, price, limit, parts of a completion', async () => {
    const usage = { input: 9, cachedInput: 3, cacheWrite: 2, output: 4, reasoning: 1 };
    const price = { input: 1, cachedInput: 2, cacheWrite: 3, output: 4 };
    const model = scriptedModel({
      replies: ['cut', { text: 'no', finish: 'refusal' }],
      finish: 'length',
      usage,
      price,
      maxOutputTokens: 77,
      name: 'mine',
    });
    expect(model).toMatchObject({ price, maxOutputTokens: 77, name: 'mine' });
    const expected: Completion = { text: 'cut', finish: 'length', usage, answeredBy: 'mine' };
    expect(await model.complete(requestOf('a'), live)).toEqual(expected);
    expect((await model.complete(requestOf('b'), live)).finish).toBe('refusal');
  });

  test('does not count a call that never began', async () => {
    const model = scriptedModel({ replies: ['one'] });
    const dead = AbortSignal.abort(new Error('over'));
    await expect(model.complete(requestOf('a'), dead)).rejects.toThrow('over');
    expect(model.requests).toHaveLength(0);
    expect(await textOf(model, 'b')).toBe('one');
  });
});

describe('a ladder', () => {
  const steps = [1, 2, 3].map((step) => ({
    marker: `// step ${step}`,
    reply: `// step ${step}\n`,
  }));
  const model = scriptedModel({ replies: ladder(steps) });

  test('starts at its foot, goes one step up at a time and stays at the top', async () => {
    const climbed: string[] = [];
    let text = 'nothing yet';
    for (let call = 0; call < 5; call += 1) {
      text = await textOf(model, `improve ${text}`);
      climbed.push(text.trim());
    }
    expect(climbed).toEqual(['// step 1', '// step 2', '// step 3', '// step 3', '// step 3']);
  });

  test('goes by the highest step of the prompt, not by the own replies or the order of calls', async () => {
    expect(await textOf(model, 'parent // step 1, inspiration // step 2')).toContain('step 3');
    expect(await textOf(model, 'parent', '// step 2', 'it does not compile')).toContain('step 1');
  });
});

describe('the contract of models finds out', () => {
  const honest = scriptedModel({ replies: lastOf });
  const changed =
    (change: (completion: Completion) => Completion): LanguageModel['complete'] =>
    async (request, signal) =>
      change(await honest.complete(request, signal));
  const usageOf = (parts: Partial<Completion['usage']>): LanguageModel['complete'] =>
    changed((completion) => ({ ...completion, usage: { ...completion.usage, ...parts } }));
  const first: string[] = [];

  test.each<readonly [keyof typeof modelLaws, string, Partial<LanguageModel>]>([
    [
      'answers with plain data that survives JSON',
      'an undefined member',
      { complete: changed((completion) => ({ ...completion, extra: undefined })) },
    ],
    [
      'counts tokens in whole numbers, and the parts within the whole',
      'a fraction',
      { complete: usageOf({ output: 1.5 }) },
    ],
    [
      'counts tokens in whole numbers, and the parts within the whole',
      'more cached than sent',
      { complete: usageOf({ cachedInput: 999 }) },
    ],
    [
      'rejects with the reason of a signal that has aborted',
      'a deaf model',
      { complete: (request) => honest.complete(request, live) },
    ],
    [
      'rejects with the reason when the signal aborts during a call',
      'an error of its own',
      {
        complete: (request) =>
          honest.complete(request, live).then(() => Promise.reject(new Error('mine'))),
      },
    ],
    [
      'gives each of many calls at once the answer to its own question',
      'mixed-up answers',
      {
        complete: changed((completion) => {
          first.push(completion.text);
          return { ...completion, text: first[0] ?? '' };
        }),
      },
    ],
    [
      'goes on after a call was aborted',
      'a model that dies of it',
      { complete: () => Promise.reject(new Error('dead')) },
    ],
    [
      'has a name, an identity in JSON, a limit and finite prices',
      'a price that is no number',
      { price: { input: Number.NaN, cachedInput: 0, cacheWrite: 0, output: 0 } },
    ],
    [
      'never reveals its key',
      'a key in the identity',
      { identity: { key: 'sk-contract-0123456789abcdef' } },
    ],
  ])('%s: %s', async (law, _, parts) => {
    const create = (): { model: LanguageModel } => ({ model: { ...honest, ...parts } });
    await expect(modelLaws[law](create)).rejects.toThrow(/expected|instead|dead/);
  });
});
