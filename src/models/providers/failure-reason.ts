import { z } from 'zod';

/** Members in which servers and gateways put words about a failure, or what holds them; the outermost first. */
const WORDS = [
  'message',
  'msg',
  'detail',
  'details',
  'error',
  'errors',
  'error_description',
  'description',
  'reason',
  'metadata',
  'raw',
  'innererror',
  'cause',
  'body',
] as const;

const MAX_DEPTH = 8;
const MAX_PARTS = 6;
const members = z.record(z.string(), z.unknown());

/**
 * The words of a failed reply, its own and those of the servers behind it: gateways wrap what an upstream said,
 * often as JSON within a string. Any text at all.
 */
export function failureReason(body: unknown): string {
  const said = [...new Set(wordsIn(body, 0))].filter((part) => part !== '');
  const parts = said.filter(
    (part) => !said.some((other) => other !== part && other.includes(part)),
  );
  const provider = providerIn(body);
  const reason = parts.slice(0, MAX_PARTS).join(': ') || plainText(body);
  return provider === undefined ? reason : `${reason} (said by ${provider})`;
}

function wordsIn(value: unknown, depth: number): readonly string[] {
  if (depth > MAX_DEPTH) return [];
  if (typeof value === 'string') {
    const inner = parsed(value);
    return inner === undefined ? [value.trim()] : wordsIn(inner, depth + 1);
  }
  if (Array.isArray(value)) {
    return value.slice(0, MAX_PARTS).flatMap((each: unknown) => wordsIn(each, depth + 1));
  }
  const record = members.safeParse(value);
  if (!record.success) return [];
  return WORDS.flatMap((key) => wordsIn(record.data[key], depth + 1));
}

/** The names that a failure has among the provider's own, such as `insufficient_quota`. */
export function failureCodes(body: unknown): readonly string[] {
  const found = members.safeParse(Array.isArray(body) ? body[0] : body);
  if (!found.success) return [];
  const { error, type, code } = found.data;
  const inner = members.safeParse(error);
  const { type: innerType, code: innerCode } = inner.success ? inner.data : {};
  return [innerCode, innerType, code, type].filter((each) => typeof each === 'string');
}

/** The upstream that a gateway names. */
function providerIn(body: unknown): string | undefined {
  const named = z.object({
    error: z.object({ metadata: z.object({ provider_name: z.string() }) }),
  });
  const found = named.safeParse(body);
  return found.success ? found.data.error.metadata.provider_name : undefined;
}

/** JSON in a text, if the text is nothing else. */
export function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function plainText(body: unknown): string {
  return typeof body === 'string' ? body : (JSON.stringify(body) ?? 'nothing');
}
