import { ModelError } from '../core/errors.ts';
import type { Completion, LanguageModel } from '../core/model.ts';
import { pause } from './pause.ts';
import type { Sleep } from './pause.ts';

/** The waits before a request is sent again. */
interface Backoff {
  /** Bound of the first wait; it doubles with every attempt. */
  readonly baseMs: number;
  /** Bound of every wait that the provider does not ask for. */
  readonly maxMs: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** Options of the retries. */
export interface RetryOptions extends Backoff {
  /** Requests that one call may send, the first included. At least 1. */
  readonly attempts: number;
  readonly sleep?: Sleep;
}

/**
 * Sends a request again when its failure may pass, unless the provider asks for a pause of more than two minutes. The last failure is thrown with the number of
 * attempts in its message, and may be billed when any of the attempts may be.
 *
 * Whether there is another attempt depends on what failures say and on numbers only, never on clocks, so that a
 * recorded conversation replays. Attempts that fail before one succeeds leave no trace here: a ledger
 * wraps the model inside, which settles each attempt.
 */
export function withRetry(model: LanguageModel, options: RetryOptions): LanguageModel {
  const { attempts, sleep = pause, ...backoff } = options;
  return {
    ...model,
    async complete(request, signal): Promise<Completion> {
      let billed = false;
      for (let attempt = 1; ; attempt += 1) {
        signal.throwIfAborted();
        try {
          return await model.complete(request, signal);
        } catch (error) {
          signal.throwIfAborted();
          if (!(error instanceof ModelError)) throw error;
          billed ||= error.mayBeBilled;
          const isLast = attempt >= attempts || asksForLong(error);
          if (!error.retryable || isLast) throw lastFailure(error, attempt, billed);
          await sleep(retryDelayMs(error, attempt, backoff), signal);
        }
      }
    },
  };
}

/** Longer waits are the user's to decide about. */
const MAX_ASKED_MS = 120_000;

/** Whether the provider wants a pause that no call waits for. */
export function asksForLong({ retryAfterMs = 0 }: Pick<ModelError, 'retryAfterMs'>): boolean {
  return retryAfterMs > MAX_ASKED_MS;
}

/**
 * Milliseconds to wait after the failure of attempt `attempt` (from 1): exponential backoff with full
 * jitter (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015), on top of what the
 * provider asks for, so that callers with the same wait do not come back together.
 */
function retryDelayMs(
  { retryAfterMs = 0 }: ModelError,
  attempt: number,
  { baseMs, maxMs, random }: Backoff,
): number {
  return retryAfterMs + random() * Math.min(maxMs, baseMs * 2 ** (attempt - 1));
}

function lastFailure(error: ModelError, attempts: number, mayBeBilled: boolean): ModelError {
  if (attempts === 1) return error;
  const { kind, hint, retryAfterMs } = error;
  return new ModelError(`${error.message} (attempt ${attempts}, the last)`, {
    kind,
    hint,
    retryAfterMs,
    mayBeBilled,
    cause: error,
  });
}
