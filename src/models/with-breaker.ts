import { ModelError } from '../core/errors.ts';
import type { Completion, LanguageModel } from '../core/model.ts';

interface BreakerOptions {
  /** Calls that fail in a row before the model is left alone. At least 1. */
  readonly failures: number;
  /** How long it is left alone, unless the provider asks for longer. */
  readonly cooldownMs: number;
  /** Milliseconds that never go back; origin free. */
  readonly now: () => number;
}

type State =
  | { readonly type: 'closed'; readonly failures: number }
  | { readonly type: 'open'; readonly untilMs: number; readonly last: string }
  | { readonly type: 'probing'; readonly last: string };

/**
 * Circuit breaker (Nygard, "Release It!", 2007): after several passing failures in a row every call
 * fails at once with `unavailable`, without a request. When the time is over one call goes through; its
 * outcome closes the circuit or opens it again. What the provider answers on purpose (`request`,
 * `access`) shows that it is there.
 */
export function withBreaker(model: LanguageModel, options: BreakerOptions): LanguageModel {
  const { failures, cooldownMs, now } = options;
  let state: State = { type: 'closed', failures: 0 };

  /** Whether this call is the probe. */
  const enter = (): boolean => {
    if (state.type === 'closed') return false;
    const waitMs = state.type === 'open' ? state.untilMs - now() : 0;
    if (state.type === 'probing' || waitMs > 0) throw unavailable(model.name, state.last, waitMs);
    state = { type: 'probing', last: state.last };
    return true;
  };
  const fail = (error: ModelError, probe: boolean): void => {
    if (state.type === 'closed' && state.failures + 1 < failures) {
      state = { type: 'closed', failures: state.failures + 1 };
    } else if (state.type === 'closed' || probe) {
      const restMs = Math.max(cooldownMs, error.retryAfterMs ?? 0);
      state = { type: 'open', untilMs: now() + restMs, last: error.message };
    }
  };
  /** A call that was given up says nothing; the next one may probe. */
  const giveUp = (probe: boolean): void => {
    if (probe && state.type === 'probing') state = { ...state, type: 'open', untilMs: now() };
  };

  return {
    ...model,
    async complete(request, signal): Promise<Completion> {
      signal.throwIfAborted();
      const probe = enter();
      try {
        const completion = await model.complete(request, signal);
        state = { type: 'closed', failures: 0 };
        return completion;
      } catch (error) {
        if (signal.aborted || !(error instanceof ModelError)) giveUp(probe);
        else if (error.retryable) fail(error, probe);
        else if (ANSWERED.has(error.kind)) state = { type: 'closed', failures: 0 };
        else giveUp(probe);
        throw error;
      }
    },
  };
}

const ANSWERED: ReadonlySet<ModelError['kind']> = new Set(['request', 'access']);

function unavailable(name: string, last: string, waitMs: number): ModelError {
  const when = waitMs > 0 ? `for another ${Math.ceil(waitMs / 1000)} s` : 'until a trial call ends';
  return new ModelError(`model ${name} is left alone ${when}; it last failed with: ${last}`, {
    kind: 'unavailable',
    retryAfterMs: waitMs > 0 ? waitMs : undefined,
  });
}
