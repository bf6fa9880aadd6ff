import PQueue from 'p-queue';
import { ModelError } from '../core/errors.ts';
import type { Completion, LanguageModel, ModelRequest } from '../core/model.ts';
import { createMinuteWindow } from './minute-window.ts';
import { pause } from './pause.ts';
import type { Sleep } from './pause.ts';

interface LimitsOptions {
  /** Calls in flight at most. At least 1. */
  readonly concurrency: number;
  /** In any 60 s, not only in those of the clock. No limit when left out. */
  readonly requestsPerMinute?: number | undefined;
  /** Input and output, in any 60 s. No limit when left out. */
  readonly tokensPerMinute?: number | undefined;
  /** Estimate for the input; used with a limit of tokens only. */
  readonly countTokens: (text: string) => number;
  /** Milliseconds that never go back; origin free. */
  readonly now?: () => number;
  readonly sleep?: Sleep;
}

/**
 * Keeps a provider's limits: calls wait for their turn, first come first served, and a waiting call
 * ends at once when its signal aborts. A call counts with its input and the most it may generate until
 * its reply reports the actual usage.
 */
export function withLimits(model: LanguageModel, options: LimitsOptions): LanguageModel {
  const slots = new PQueue({ concurrency: options.concurrency });
  const gate = createGate(options);
  const tokensOf = (request: ModelRequest): number =>
    options.tokensPerMinute === undefined
      ? 0
      : request.messages.reduce((sum, { text }) => sum + options.countTokens(text), 0) +
        model.maxOutputTokens;

  const complete = async (request: ModelRequest, signal: AbortSignal): Promise<Completion> => {
    const settle = await gate(tokensOf(request), signal);
    try {
      const completion = await model.complete(request, signal);
      settle(completion.usage.input + completion.usage.output);
      return completion;
    } catch (error) {
      if (error instanceof ModelError && !error.mayBeBilled) settle(0);
      throw error;
    }
  };
  return {
    ...model,
    async complete(request, signal) {
      signal.throwIfAborted();
      return slots.add(() => complete(request, signal), { signal });
    },
  };
}

/** Lets a request through and returns the function that reports its actual tokens. */
type Gate = (tokens: number, signal: AbortSignal) => Promise<(tokens: number) => void>;

function createGate(options: LimitsOptions): Gate {
  const { now = () => performance.now(), sleep = pause } = options;
  const window = createMinuteWindow({
    requests: options.requestsPerMinute ?? Infinity,
    tokens: options.tokensPerMinute ?? Infinity,
  });
  /** One waits for the window, the others behind it: nobody is overtaken by a smaller request. */
  const line = new PQueue({ concurrency: 1 });
  let freed = Promise.withResolvers<void>();

  const pass = async (tokens: number, signal: AbortSignal): Promise<(used: number) => void> => {
    for (;;) {
      signal.throwIfAborted();
      const delayMs = window.delayMs(tokens, now());
      if (delayMs <= 0) break;
      await firstOf(sleep, { delayMs, signal, freed: freed.promise });
    }
    const entry = window.take(tokens, now());
    return (used) => {
      window.correct(entry, used);
      freed.resolve();
      freed = Promise.withResolvers();
    };
  };
  return (tokens, signal) => line.add(() => pass(tokens, signal), { signal });
}

interface Wait {
  readonly delayMs: number;
  readonly signal: AbortSignal;
  readonly freed: Promise<void>;
}

/** Waits for the time or for the event, and leaves no timer behind. */
async function firstOf(sleep: Sleep, { delayMs, signal, freed }: Wait): Promise<void> {
  const woken = new AbortController();
  const slept = sleep(delayMs, AbortSignal.any([signal, woken.signal])).catch((error: unknown) => {
    if (!woken.signal.aborted) throw error;
  });
  try {
    await Promise.race([slept, freed]);
  } finally {
    woken.abort();
  }
}
