import { ModelError } from '../../src/core/errors.ts';
import type { ModelFailure } from '../../src/core/errors.ts';
import type { Completion, LanguageModel, ModelRequest } from '../../src/core/model.ts';

/** A model whose every call is answered by `reply`, which receives the number of the call, from 1. */
export function fakeModel(
  reply: (call: number, signal: AbortSignal) => Completion | Promise<Completion>,
): LanguageModel & { readonly calls: () => number } {
  let calls = 0;
  return {
    name: 'fake',
    identity: { provider: 'fake' },
    maxOutputTokens: 100,
    price: { input: 0, cachedInput: 0, cacheWrite: 0, output: 0 },
    async complete(_request, signal) {
      calls += 1;
      return reply(calls, signal);
    },
    calls: () => calls,
  };
}

/** A reply that took `tokens`, half of them for the prompt. */
export function completionOf(text: string, tokens = 20): Completion {
  return {
    text,
    finish: 'stop',
    usage: {
      input: tokens / 2,
      cachedInput: 0,
      cacheWrite: 0,
      output: tokens / 2,
      reasoning: 0,
    },
    answeredBy: 'fake-1',
  };
}

export function questionOf(text = 'Why?'): ModelRequest {
  return { key: 'k', title: 'ask', messages: [{ role: 'user', text }] };
}

export function failure(kind: ModelFailure, retryAfterMs?: number): ModelError {
  return new ModelError(`it failed: ${kind}`, {
    kind,
    retryAfterMs,
    mayBeBilled: kind === 'timeout',
  });
}

export const never = new AbortController().signal;
