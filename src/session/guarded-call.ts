import { AdrsError, messageOf, PluginError } from '../core/errors.ts';
import type { KindSort } from '../core/define-kind.ts';
import { placeOfThrow } from '../core/place-of-throw.ts';

/** A function of a plug-in, and where it comes from. */
export interface GuardedVerb {
  readonly sort: KindSort;
  /** Absolute path. */
  readonly file: string;
  readonly verb: string;
}

/** The answer of a call into a plug-in; what it throws becomes a PluginError that names it. */
export function guardedCall<T>(called: GuardedVerb, call: () => T): T {
  try {
    return call();
  } catch (cause) {
    throw failureOf(called, cause);
  }
}

/** The same for a call that takes a while. An abort stays what it is. */
export async function guardedCallSoon<T>(
  called: GuardedVerb,
  signal: AbortSignal,
  call: () => T | Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    signal.throwIfAborted();
    throw failureOf(called, cause);
  }
}

/** The error to throw for what a plug-in threw; an error of adrs stays as it is. */
function failureOf({ sort, file, verb }: GuardedVerb, cause: unknown): AdrsError {
  if (cause instanceof AdrsError) return cause;
  const place = placeOfThrow(cause, file) ?? file;
  return new PluginError(`${sort} ${place}: "${verb}" threw: ${messageOf(cause)}`, {
    cause,
    hint: `mend the ${sort}, or name another one in the run file`,
  });
}
