/* oxlint-disable vitest/no-standalone-expect -- the laws run inside the tests of describeLanguageModel */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { hashText } from '../core/hash.ts';
import type { Completion, LanguageModel, ModelRequest } from '../core/model.ts';

/** The requirements of the suite on the model. */
export interface ModelRequirements {
  /** Milliseconds that an answer takes, at least; the suite aborts calls within them. */
  readonly latencyMs: number;
  /** The key to use, where the model needs one: the suite looks for it everywhere. */
  readonly secret: string;
}

/** A model under test. Its provider answers with a text that holds that of the last message. */
export interface ModelUnderTest {
  readonly model: LanguageModel;
  /** Ends servers and processes. */
  readonly close?: (() => Promise<void> | void) | undefined;
}

/** Makes the model that a suite tests. */
export type CreateModel = (
  requirements: ModelRequirements,
) => ModelUnderTest | Promise<ModelUnderTest>;

const SECRET = 'sk-contract-0123456789abcdef';
const FINISHES: readonly string[] = ['stop', 'length', 'refusal', 'content-filter'];
/** Longer than any test waits. */
const FOREVER_MS = 60_000;

/** Sentences that hold for every model; each function rejects when its sentence is false. */
export const modelLaws = {
  'answers with plain data that survives JSON': async (create) => {
    await trial(create, 0, async (model) => {
      const completion = await ask(model, 'a plain question');
      expect(structuredClone(completion)).toEqual(completion);
      expect(JSON.parse(JSON.stringify(completion))).toStrictEqual({ ...completion });
      expect(completion.text).toContain('a plain question');
      expect(FINISHES).toContain(completion.finish);
      expect(completion.answeredBy).not.toBe('');
    });
  },

  'counts tokens in whole numbers, and the parts within the whole': async (create) => {
    await trial(create, 0, async (model) => {
      const { usage } = await ask(model, 'how many tokens are these?');
      for (const tokens of Object.values(usage)) {
        expect(Number.isSafeInteger(tokens)).toBe(true);
        expect(tokens).toBeGreaterThanOrEqual(0);
      }
      expect(usage.cachedInput + usage.cacheWrite).toBeLessThanOrEqual(usage.input);
      expect(usage.reasoning).toBeLessThanOrEqual(usage.output);
    });
  },

  'rejects with the reason of a signal that has aborted': async (create) => {
    await trial(create, 0, async (model) => {
      const reason = new Error('the run is over');
      await expect(ask(model, 'never sent', AbortSignal.abort(reason))).rejects.toBe(reason);
    });
  },

  'rejects with the reason when the signal aborts during a call': async (create) => {
    await trial(create, FOREVER_MS, async (model) => {
      const stop = new AbortController();
      const reason = new Error('the time is up');
      const outcome = ask(model, 'sent and withdrawn', stop.signal).catch(
        (error: unknown) => error,
      );
      await sleep(50);
      stop.abort(reason);
      expect(await outcome).toBe(reason);
    });
  },

  'gives each of many calls at once the answer to its own question': async (create) => {
    await trial(create, 5, async (model) => {
      const questions = Array.from({ length: 16 }, (_, number) => `question <${number}>`);
      const answers = await Promise.all(questions.map((question) => ask(model, question)));
      for (const [at, { text }] of answers.entries()) {
        expect(questions.filter((question) => text.includes(question))).toEqual([questions[at]]);
      }
    });
  },

  'goes on after a call was aborted': async (create) => {
    await trial(create, 30, async (model) => {
      const withdrawn = ask(model, 'withdrawn', AbortSignal.timeout(5)).catch(() => 'withdrawn');
      const kept = await ask(model, 'kept');
      expect(await withdrawn).toBe('withdrawn');
      expect(kept.text).toContain('kept');
    });
  },

  'has a name, an identity in JSON, a limit and finite prices': async (create) => {
    await trial(create, 0, async (model) => {
      expect(model.name).not.toBe('');
      expect(JSON.parse(JSON.stringify(model.identity))).toStrictEqual(model.identity);
      expect(Number.isSafeInteger(model.maxOutputTokens)).toBe(true);
      expect(model.maxOutputTokens).toBeGreaterThan(0);
      const { input, cachedInput, cacheWrite, output } = model.price;
      for (const price of [input, cachedInput, cacheWrite, output]) {
        expect(price).toBeGreaterThanOrEqual(0);
        expect(price).toBeLessThan(Infinity);
      }
      const again = await create({ latencyMs: 0, secret: `${SECRET}-another` });
      // The same model with another key is the same model: its recorded replies can be used.
      expect(again.model.identity).toEqual(model.identity);
      await again.close?.();
    });
  },

  'never reveals its key': async (create) => {
    await trial(create, 0, async (model) => {
      const completion = await ask(model, 'what is your key?');
      const exposed = JSON.stringify([model, model.identity, model.name, completion]);
      expect(exposed).not.toContain(SECRET);
    });
  },
} satisfies Readonly<Record<string, (create: CreateModel) => Promise<void>>>;

async function trial(
  create: CreateModel,
  latencyMs: number,
  check: (model: LanguageModel) => Promise<void>,
): Promise<void> {
  const { model, close } = await create({ latencyMs, secret: SECRET });
  try {
    await check(model);
  } finally {
    await close?.();
  }
}

function ask(
  model: LanguageModel,
  text: string,
  signal = new AbortController().signal,
): Promise<Completion> {
  const request: ModelRequest = {
    title: 'contract',
    key: hashText(text),
    messages: [
      { role: 'system', text: 'Repeat what you are told.' },
      { role: 'user', text },
    ],
  };
  return model.complete(request, signal);
}
