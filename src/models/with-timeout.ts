import { ModelError } from '../core/errors.ts';
import type { LanguageModel } from '../core/model.ts';

interface TimeoutOptions {
  /** Of a whole call, from sending the request to the last byte of the reply. 1 to 2^31 - 1. */
  readonly timeoutMs: number;
}

/**
 * Ends a call that takes too long with a ModelError `timeout`, however slowly the reply drips in and
 * whether or not the model listens to its signal. The provider may have billed it.
 */
export function withTimeout(model: LanguageModel, { timeoutMs }: TimeoutOptions): LanguageModel {
  return {
    ...model,
    async complete(request, signal) {
      signal.throwIfAborted();
      const limit = new AbortController();
      const timer = setTimeout(() => {
        limit.abort(timeoutOf(model.name, timeoutMs));
      }, timeoutMs);
      const either = AbortSignal.any([signal, limit.signal]);
      try {
        return await Promise.race([model.complete(request, either), rejectionOf(either)]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

function timeoutOf(name: string, timeoutMs: number): ModelError {
  return new ModelError(`model ${name}: no whole reply within ${timeoutMs / 1000} s`, {
    kind: 'timeout',
    mayBeBilled: true,
    hint: 'raise the timeout of this model, or lower its maxOutputTokens',
  });
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener(
      'abort',
      () => {
        reject(signal.reason);
      },
      { once: true },
    );
  });
}
