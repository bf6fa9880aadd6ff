import { AdrsError, messageOf, PluginError } from '../core/errors.ts';
import type { KindSort } from '../core/define-kind.ts';

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
  const where = lineIn(file, cause);
  const place = where === undefined ? file : `${file}:${where}`;
  return new PluginError(`${sort} ${place}: "${verb}" threw: ${messageOf(cause)}`, {
    cause,
    hint: `mend the ${sort}, or name another one in the run file`,
  });
}

/** Line and column in the plug-in's own file where it threw; undefined where the stack does not say. */
function lineIn(file: string, cause: unknown): string | undefined {
  const stack = cause instanceof Error ? (cause.stack ?? '') : '';
  const at = stack.indexOf(`${file}:`);
  return at < 0 ? undefined : /^\d+:\d+/.exec(stack.slice(at + file.length + 1))?.[0];
}
