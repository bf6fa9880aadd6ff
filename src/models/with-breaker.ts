import { ModelError } from '../core/errors.ts';
import type { Completion, LanguageModel } from '../core/model.ts';
import { asksForLong } from './with-retry.ts';

interface BreakerOptions {
  /** Consecutive failures before the circuit opens. At least 1. */
  readonly failures: number;
  /**
   * Times that the same request must fail to count as one failure; 1 by default. With as many as a request
   * is tried, one that no provider can answer does not cut off the others, nor does a short disturbance.
   */
  readonly attempts?: number | undefined;
  /** Time for which the circuit stays open, unless the provider asks for longer. */
  readonly cooldownMs: number;
  /** Milliseconds that never go back; origin free. */
  readonly now: () => number;
}

type State =
  /** Failures since the last success, by the key of the request. */
  | { readonly type: 'closed'; readonly failures: ReadonlyMap<string, number> }
  | { readonly type: 'open'; readonly untilMs: number; readonly last: string }
  | { readonly type: 'probing'; readonly last: string };

/**
 * Circuit breaker (Nygard, "Release It!", 2007): after several passing failures in a row every call
 * fails at once with `unavailable`, without a request; so it does while a provider asks for a long pause. When the time is over one call goes through; its
 * outcome closes the circuit or opens it again. A deliberate answer of the provider (`request`,
 * `access`) shows that it is available.
 */
export function withBreaker(model: LanguageModel, options: BreakerOptions): LanguageModel {
  const { failures, attempts = 1, cooldownMs, now } = options;
  let state: State = CLOSED;

  /** Whether this call is the probe. */
  const enter = (): boolean => {
    if (state.type === 'closed') return false;
    const waitMs = state.type === 'open' ? state.untilMs - now() : 0;
    if (state.type === 'probing' || waitMs > 0) throw unavailable(model.name, state.last, waitMs);
    state = { type: 'probing', last: state.last };
    return true;
  };
  const fail = (error: ModelError, key: string, probe: boolean): void => {
    if (state.type === 'closed') state = closedAfter(state.failures, key);
    const isBroken = state.type === 'closed' && countOf(state.failures, attempts) >= failures;
    if (isBroken || probe || asksForLong(error)) {
      const restMs = Math.max(cooldownMs, error.retryAfterMs ?? 0);
      state = { type: 'open', untilMs: now() + restMs, last: error.message };
    }
  };
  /** An aborted call changes nothing; the next one may probe. */
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
        state = CLOSED;
        return completion;
      } catch (error) {
        if (signal.aborted || !(error instanceof ModelError)) giveUp(probe);
        else if (error.retryable) fail(error, request.key, probe);
        else if (ANSWERED.has(error.kind)) state = CLOSED;
        else giveUp(probe);
        throw error;
      }
    },
  };
}

const CLOSED: State = { type: 'closed', failures: new Map() };

function closedAfter(failures: ReadonlyMap<string, number>, key: string): State {
  return { type: 'closed', failures: new Map(failures).set(key, (failures.get(key) ?? 0) + 1) };
}

function countOf(failures: ReadonlyMap<string, number>, attempts: number): number {
  return [...failures.values()].reduce((sum, times) => sum + Math.floor(times / attempts), 0);
}

const ANSWERED: ReadonlySet<ModelError['kind']> = new Set(['request', 'access']);

function unavailable(name: string, last: string, waitMs: number): ModelError {
  const when = waitMs > 0 ? `for another ${Math.ceil(waitMs / 1000)} s` : 'until a trial call ends';
  return new ModelError(`model ${name} backs off ${when}; it last failed with: ${last}`, {
    kind: 'unavailable',
    retryAfterMs: waitMs > 0 ? waitMs : undefined,
  });
}
