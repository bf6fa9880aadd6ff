import type { z } from 'zod';
import { ModelError } from '../../core/errors.ts';
import type { ModelFailure } from '../../core/errors.ts';
import { beginningOf, replaceHidden } from '../../core/hidden-characters.ts';

/** The failure of a call as an SDK's error reports it. */
export interface ProviderFailure {
  /** HTTP status; undefined for an error within a stream. */
  readonly status: number | undefined;
  /** The provider's own names for it, such as `insufficient_quota` or `overloaded_error`, if any. */
  readonly codes: readonly string[];
  /** Any text that a server sends. */
  readonly message: string;
  readonly headers?: Headers | undefined;
}

/** The subject of the error, for message and hint. */
export interface Asked {
  /** Of the model, in the run file. */
  readonly name: string;
  /** As the provider knows it. */
  readonly model: string;
  /** Host of the provider. */
  readonly host: string;
}

/** The failure of a call in the words of the framework. The message is one line, cut to a length. */
export function modelErrorOf(failure: ProviderFailure, asked: Asked): ModelError {
  const { status, codes, message, headers } = failure;
  const reported = { status, codes, message };
  const kind = kindOf(reported);
  const answers = status === undefined ? 'breaks off with an error' : `answers ${status}`;
  const retryAfterMs = retryAfterOf(headers);
  const said = `model ${asked.name}: ${asked.host} ${answers}: ${oneLine(message)}`;
  return new ModelError(`${said}${pauseText(retryAfterMs)}`, {
    kind,
    hint: hintOf(reported, asked, kind),
    retryAfterMs,
    mayBeBilled: mayBeBilled(reported),
  });
}

const TOO_LONG =
  /context|max_(?:completion_|new_|output_)?tokens|maximum.{0,40}tokens|too many tokens|too long|too large/i;

/** Whether a refusal may be about the tokens of prompt and reply together. */
export function isAboutLength(message: string): boolean {
  return TOO_LONG.test(message);
}

interface Told {
  readonly status: number | undefined;
  readonly codes: readonly string[];
  readonly message: string;
}

/** A reply that cannot be read: it was generated, so it may be billed. */
export function malformed(asked: Asked, what: string): ModelError {
  return new ModelError(
    `model ${asked.name}: the reply of ${asked.host} is not readable: ${oneLine(what)}`,
    {
      kind: 'malformed',
      mayBeBilled: true,
    },
  );
}

/** The first fault in the shape of a reply. */
export function whatIsWrong({ issues: [issue] }: z.ZodError): string {
  return issue === undefined ? 'it has another shape' : `${issue.path.join('.')}: ${issue.message}`;
}

/** Failures by code: more specific than the status that comes with it, for both wire formats. */
const BY_CODE: Readonly<Record<string, ModelFailure>> = {
  billing_error: 'access',
  authentication_error: 'access',
  permission_error: 'access',
  model_not_found: 'access',
  not_found_error: 'access',
  rate_limit_error: 'rate-limit',
  rate_limit_exceeded: 'rate-limit',
  overloaded_error: 'server',
  api_error: 'server',
  server_error: 'server',
  timeout_error: 'server',
  content_filter: 'request',
  invalid_request_error: 'request',
  request_too_large: 'request',
};

const BY_STATUS: Readonly<Record<number, ModelFailure>> = {
  401: 'access',
  402: 'access',
  403: 'access',
  404: 'access',
  408: 'server',
  409: 'server',
  425: 'server',
  429: 'rate-limit',
};

/** Codes that hold whatever the status: it names how the request failed, they name why. */
const DECISIVE = new Set(['insufficient_quota', 'billing_not_active', 'invalid_api_key']);

/** Access failures that are sent as a bad request: Google's endpoint a wrong key, Anthropic an empty account. */
const ACCESS_IN_WORDS = /api key not valid|credit balance is too low/i;

function kindOf({ status, codes, message }: Told): ModelFailure {
  if (codes.some((code) => DECISIVE.has(code))) return 'access';
  if (status === undefined) {
    return codes.map((code) => BY_CODE[code]).find((kind) => kind !== undefined) ?? 'server';
  }
  if (status >= 500) return 'server';
  if (status === 400 && ACCESS_IN_WORDS.test(message)) return 'access';
  return BY_STATUS[status] ?? 'request';
}

/** An answer to part of the work, or none to work that goes on behind a gateway. */
function mayBeBilled({ status, codes, message }: Told): boolean {
  const withheld = codes.includes('content_filter') || /content.filter/i.test(message);
  return status === undefined || withheld || [408, 499, 504, 524].includes(status);
}

function hintOf(told: Told, asked: Asked, kind: ModelFailure): string | undefined {
  if (kind === 'request') return hintOnRequest(told, asked);
  return kind === 'access' ? hintOnAccess(told, asked) : undefined;
}

function hintOnAccess({ status, codes, message }: Told, { model, host }: Asked): string {
  const names = codes.join(' ');
  if (status === 402 || /quota|billing/.test(names) || /credit balance/i.test(message)) {
    return `check the balance and the plan of the account at ${host}`;
  }
  if (status === 404 || /not_found/.test(names)) {
    return `check that ${host} serves the model ${model} and that the base URL is right`;
  }
  return `check the API key for ${host} and what it may be used for`;
}

function hintOnRequest({ status, message }: Told, { name, host }: Asked): string | undefined {
  if (status !== undefined && status < 400) {
    return `${host} sends elsewhere; put the final address into the base URL`;
  }
  if (/temperature/i.test(message)) return `leave out models.${name}.temperature`;
  return isAboutLength(message)
    ? `lower models.${name}.maxTokens, or the promptTokens of its proposers`
    : undefined;
}

/**
 * Milliseconds from `retry-after-ms`, or from `retry-after` in seconds or as a date (RFC 9110, 10.2.3).
 */
function retryAfterOf(headers: Headers | undefined): number | undefined {
  const exact = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
  if (Number.isFinite(exact)) return Math.max(0, exact);
  const text = headers?.get('retry-after') ?? '';
  const ms = /^\s*[\d.]+\s*$/.test(text)
    ? Number.parseFloat(text) * 1000
    : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** Shorter pauses are nothing to tell. */
const LONG_PAUSE_MS = 60_000;

function pauseText(ms = 0): string {
  if (ms <= LONG_PAUSE_MS) return '';
  const until = new Date(Date.now() + ms).toISOString().slice(0, 16).replace('T', ' ');
  return `; it asks to wait ${Math.ceil(ms / 1000)} s, until ${until} UTC`;
}

const MAX_MESSAGE = 600;

function oneLine(text: string): string {
  const line = replaceHidden(text, () => ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line.length > MAX_MESSAGE ? `${beginningOf(line, MAX_MESSAGE)} …` : line;
}
