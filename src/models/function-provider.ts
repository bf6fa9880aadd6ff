import * as z from 'zod';
import { defineModelProvider } from '../core/define-kind.ts';
import { ModelError } from '../core/errors.ts';
import type { LocalProviderKind } from '../core/kinds.ts';
import type { ModelRequest } from '../core/model.ts';

/**
 * Answers a request with the text of a reply. Throws ModelError for a failure that says whether to try again; anything
 * else that it throws stops the run. It ends soon after `signal` aborts.
 */
export type AnswerFunction = (request: ModelRequest, signal: AbortSignal) => Promise<string>;

const FREE = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0 };
const NO_TOKENS = { ...FREE, reasoning: 0 };

/**
 * A kind of model provider that is a function: `models: { ME: { provider: NAME } }` asks it. It costs and counts no
 * tokens; what is paid by the token is made with `defineModelProvider`. `name` is kebab-case, and with it replies are
 * found again in a log: another function should bear another. Throws PluginError.
 */
export function functionProvider(name: string, answer: AnswerFunction): LocalProviderKind {
  return defineModelProvider({
    name,
    summary: 'a function of the program that runs adrs',
    options: z.object({}),
    create: (_options, parts) => ({
      name: parts.name,
      identity: { provider: name },
      // Replies count as no tokens; this is the least that the contract allows.
      maxOutputTokens: 1,
      countsTokens: false,
      price: FREE,
      async complete(request, signal) {
        signal.throwIfAborted();
        const text = await answer(request, signal);
        if (text.trim() !== '') {
          return { text, finish: 'stop', usage: NO_TOKENS, answeredBy: name };
        }
        throw new ModelError(`the function of ${name} answered nothing`, { kind: 'malformed' });
      },
    }),
  });
}
