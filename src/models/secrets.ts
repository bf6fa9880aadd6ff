import { AdrsError, ModelError, messageOf } from '../core/errors.ts';
import type { LanguageModel } from '../core/model.ts';

/** Shorter values are words, numbers and switches: taking them out of a text would only spoil it. */
const MIN_SECRET_CHARACTERS = 8;
/** Lines of a longer secret, such as a private key, that may show up on their own. */
const MIN_LINE_CHARACTERS = 16;
const SECRET_NAME = /KEY|TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL/i;

/** Longer ones are passphrases. */
const MAX_WORD_CHARACTERS = 20;
const WORD = '(?:[a-z]+|[A-Z]+|[A-Z]?[a-z]{2,}(?:[A-Z][a-z]{2,})*)';
const PLAIN_WORD = new RegExp(String.raw`^(?:${WORD}(?:[-_. ]${WORD})*[-_.]?\d{0,4}|\d+)$`);

/**
 * Whether a value is a plain word or number that any text may hold, such as the `anything`, `not-needed` and
 * `lm-studio` that servers without keys are given. Taking it out of texts would spoil programs and hide nothing.
 */
export function isPlainWord(value: string): boolean {
  return value.length <= MAX_WORD_CHARACTERS && PLAIN_WORD.test(value);
}

/** Whether a variable of this name holds a secret, as far as a name can say. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/**
 * Makes a function that replaces the value of every variable with a secret-looking name by `[NAME]`,
 * also where the value stands URL-encoded, JSON-escaped or in base64, alone or within a longer
 * base64 text such as that of a basic authorization. Values under 8 characters and plain words are left
 * alone. One pass over the text, whatever the number of secrets.
 */
export function createRedactor(
  env: Readonly<Record<string, string | undefined>>,
): (text: string) => string {
  const nameOf = new Map<string, string>();
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || !isSecretName(name) || isPlainWord(value.trim())) continue;
    for (const form of formsOf(value)) {
      // What the marker itself says is no secret, and would be inserted again forever.
      if (!`[${name}]`.includes(form) && !nameOf.has(form)) nameOf.set(form, name);
    }
  }
  if (nameOf.size === 0) return (text) => text;
  const longestFirst = [...nameOf.keys()].toSorted((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map((form) => literally(form)).join('|'), 'g');
  return (text) => text.replace(pattern, (form) => `[${nameOf.get(form) ?? 'SECRET'}]`);
}

/**
 * Scrubs the results of a model: the reply, the name of the answerer, and message, hint, stack and
 * causes of what it throws. Causes become plain errors, since those of an SDK carry headers and
 * bodies; so does an error that is no ModelError, if it contains a secret. The reason of an abort passes as
 * it is.
 */
export function withRedaction(
  model: LanguageModel,
  redact: (text: string) => string,
): LanguageModel {
  return {
    ...model,
    async complete(request, signal) {
      try {
        const completion = await model.complete(request, signal);
        return {
          ...completion,
          text: redact(completion.text),
          answeredBy: redact(completion.answeredBy),
        };
      } catch (error) {
        if (signal.aborted && error === signal.reason) throw error;
        if (error instanceof ModelError) throw redactModelError(error, redact);
        throw isClean(error, redact) ? error : flatten(error, redact, 0);
      }
    },
  };
}

function redactModelError(error: ModelError, redact: (text: string) => string): ModelError {
  const { kind, retryAfterMs, mayBeBilled, hint } = error;
  const clean = new ModelError(redact(error.message), {
    kind,
    retryAfterMs,
    mayBeBilled,
    hint: hint === undefined ? undefined : redact(hint),
    ...(error.cause === undefined ? {} : { cause: flatten(error.cause, redact, 0) }),
  });
  clean.stack = redact(error.stack ?? '');
  return clean;
}

const MAX_CAUSES = 8;

/** Whether no printable part of an error holds a secret. */
function isClean(thrown: unknown, redact: (text: string) => string, depth = 0): boolean {
  if (depth > MAX_CAUSES) return false;
  if (thrown === undefined) return true;
  const texts = [messageOf(thrown)];
  if (thrown instanceof Error) texts.push(thrown.stack ?? '');
  if (thrown instanceof AdrsError) texts.push(thrown.hint ?? '');
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  return texts.every((text) => redact(text) === text) && isClean(cause, redact, depth + 1);
}

/** An error with the same words and nothing else. */
function flatten(thrown: unknown, redact: (text: string) => string, depth: number): Error {
  const hasCause = thrown instanceof Error && thrown.cause !== undefined && depth < MAX_CAUSES;
  const cause = hasCause ? { cause: flatten(thrown.cause, redact, depth + 1) } : {};
  const clean = new Error(redact(messageOf(thrown)), cause);
  if (thrown instanceof Error) {
    clean.name = redact(thrown.name);
    clean.stack = redact(thrown.stack ?? '');
  }
  return clean;
}

function literally(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

/** The ways in which a secret may be written. */
function formsOf(value: string): readonly string[] {
  const texts = [value, value.trim(), ...linesOf(value)];
  const forms = texts.flatMap((text) => [
    text,
    ...urlForms(text),
    JSON.stringify(text).slice(1, -1),
    ...base64Forms(text),
  ]);
  return [...new Set(forms)].filter((form) => form.length >= MIN_SECRET_CHARACTERS);
}

function linesOf(value: string): readonly string[] {
  return value
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.length >= MIN_LINE_CHARACTERS && !line.startsWith('-----'));
}

function urlForms(text: string): readonly string[] {
  const encoded = encodeURIComponent(text.toWellFormed());
  const form = encoded.replaceAll('%20', '+');
  const lower = (escape: string): string => escape.toLowerCase();
  return [encoded, form].flatMap((each) => [each, each.replaceAll(/%[0-9A-F]{2}/g, lower)]);
}

/**
 * Base64 packs three bytes into four characters, so within a longer text a value shows up in one of
 * three ways, by where it starts. Its first and last characters may depend on the neighbours and are
 * left out.
 */
function base64Forms(text: string): readonly string[] {
  if (text.length < MIN_SECRET_CHARACTERS) return [];
  const bytes = Buffer.from(text);
  const whole = bytes.toString('base64');
  const within = [0, 1, 2].map((offset) => {
    const coded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const bits = 8 * (offset + bytes.length);
    return coded.slice(Math.ceil((8 * offset) / 6), Math.floor(bits / 6));
  });
  const standard = [whole, whole.replace(/=+$/, ''), ...within];
  const forUrls = standard.map((each) => each.replaceAll('+', '-').replaceAll('/', '_'));
  return [...standard, ...forUrls];
}
