/** Options shared by every error of the framework. */
export interface AdrsErrorOptions extends ErrorOptions {
  /** One sentence that tells the user what to do next. */
  readonly hint?: string | undefined;
}

/**
 * Base of every error the framework throws on purpose.
 *
 * A candidate that misbehaves is *not* an error: it is an `Evaluation` with status `rejected`.
 * Errors mean that the run itself cannot go on as asked; anything else that is thrown is a bug.
 */
export abstract class AdrsError extends Error {
  /** Stable, greppable identity, such as `E_CONFIG`. */
  abstract readonly code: string;
  readonly hint: string | undefined;

  constructor(message: string, options: AdrsErrorOptions = {}) {
    super(message, options);
    this.name = new.target.name;
    this.hint = options.hint;
  }
}

/** The YAML file, a flag, an argument or an environment variable is wrong. Exit code 2. */
export class ConfigError extends AdrsError {
  readonly code = 'E_CONFIG';
}

/** A plugin broke its contract, for example a simulation that throws. The run stops. */
export class PluginError extends AdrsError {
  readonly code = 'E_PLUGIN';
}

/** A proposer has nothing to offer for its brief. The run goes on. */
export class ProposalError extends AdrsError {
  readonly code = 'E_PROPOSAL';
}

/** A model call failed after every retry. */
export class ModelError extends AdrsError {
  readonly code = 'E_MODEL';
  /** Whether the same request may succeed later (rate limit, 5xx, timeout). */
  readonly retryable: boolean;

  constructor(message: string, options: AdrsErrorOptions & { readonly retryable: boolean }) {
    super(message, options);
    this.retryable = options.retryable;
  }
}

/** The sandbox itself could not run; says nothing about the candidate. */
export class SandboxError extends AdrsError {
  readonly code = 'E_SANDBOX';
}

/** The run's log cannot be opened, read or written. Nothing that was recorded is lost. */
export class StoreError extends AdrsError {
  readonly code = 'E_STORE';
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
