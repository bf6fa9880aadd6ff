import type { LanguageModel } from '../core/model.ts';
import { guardedCallSoon } from './guarded-call.ts';

/**
 * A model of a provider from outside adrs whose failures name it: what it throws, apart from an error of adrs,
 * becomes a PluginError. `file` is where the provider comes from.
 */
export function guardedProvider(model: LanguageModel, file: string): LanguageModel {
  const { name, identity, maxOutputTokens, price, countsTokens } = model;
  const called = { sort: 'provider', file, verb: 'complete' } as const;
  return {
    name,
    identity,
    maxOutputTokens,
    price,
    countsTokens,
    complete: (request, signal) =>
      guardedCallSoon(called, signal, () => model.complete(request, signal)),
  };
}
