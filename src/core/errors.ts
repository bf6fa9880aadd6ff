import type { Json } from './json.ts';

/** Options shared by every error of the framework. */
export interface AdrsErrorOptions extends ErrorOptions {
  /** One sentence with the user's next step. */
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

/** Options of a ProposalError. */
export interface ProposalErrorOptions extends AdrsErrorOptions {
  readonly detail?: Json | undefined;
  readonly kind?: string | undefined;
}

/** A proposer has nothing to offer for its brief. The run goes on. */
export class ProposalError extends AdrsError {
  readonly code = 'E_PROPOSAL';
  /** Anything worth keeping in the log; of a model's proposal, its Transcript. */
  readonly detail: Json | undefined;
  /** The kind of failure, such as `truncated` or `prompt-too-long`. */
  readonly kind: string | undefined;

  constructor(message: string, options: ProposalErrorOptions = {}) {
    super(message, options);
    this.detail = options.detail;
    this.kind = options.kind;
  }
}

/** A long row of proposals brought nothing: the run pauses by itself. Exit code 3. */
export class StalledError extends AdrsError {
  readonly code = 'E_STALLED';
}

/**
 * Kinds of failures of a model call.
 *
 * - `rate-limit`, `server`, `connection`, `timeout`, `malformed` (a reply that cannot be read): may
 *   pass; the same request may be sent again.
 * - `unavailable`: the model has failed so often that no call is sent for a while.
 * - `request`: the provider refuses this request.
 * - `access`: wrong key, no permission, no such model; `missing-reply`: nothing recorded and asking is
 *   not allowed. The run stops.
 * - `budget`: not enough is left to ask.
 * - `declined`: the one who was asked does not want to answer, which is no failure.
 */
export type ModelFailure = (typeof MODEL_FAILURES)[number];

/** Every kind of failure. */
export const MODEL_FAILURES = [
  'rate-limit',
  'server',
  'connection',
  'timeout',
  'malformed',
  'unavailable',
  'request',
  'access',
  'missing-reply',
  'budget',
  'declined',
] as const;

const UNSENT: ReadonlySet<ModelFailure> = new Set([
  'unavailable',
  'missing-reply',
  'budget',
  'declined',
]);

/** Whether a call that failed so reached a model at all. One that did not is no call in any account. */
export function wasSent(kind: ModelFailure): boolean {
  return !UNSENT.has(kind);
}

const PASSING: ReadonlySet<ModelFailure> = new Set([
  'rate-limit',
  'server',
  'connection',
  'timeout',
  'malformed',
]);

/** Options of a ModelError. */
export interface ModelErrorOptions extends AdrsErrorOptions {
  readonly kind: ModelFailure;
  /** Milliseconds that the provider asks to wait. */
  readonly retryAfterMs?: number | undefined;
  /** Whether the provider may have billed the call although it brought nothing; false by default. */
  readonly mayBeBilled?: boolean | undefined;
  /** The conversation before it, for the log: a Transcript. */
  readonly detail?: Json | undefined;
}

/** A model call failed. */
export class ModelError extends AdrsError {
  readonly code = 'E_MODEL';
  readonly kind: ModelFailure;
  readonly retryAfterMs: number | undefined;
  readonly mayBeBilled: boolean;
  readonly detail: Json | undefined;

  constructor(message: string, options: ModelErrorOptions) {
    super(message, options);
    this.kind = options.kind;
    this.retryAfterMs = options.retryAfterMs;
    this.mayBeBilled = options.mayBeBilled ?? false;
    this.detail = options.detail;
  }

  /** Whether the same request may succeed when it is sent again. */
  get retryable(): boolean {
    return PASSING.has(this.kind);
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
